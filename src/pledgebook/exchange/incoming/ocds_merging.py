"""Packages, records and releases of OCDS in any nesting in, one merged release for each process out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from pledgebook.errors import UsageFault
from pledgebook.exchange.incoming.faults import Faults
from pledgebook.exchange.incoming.json_files import items_at, text_at, value_at
from pledgebook.model.problem import ProblemCode

Json = dict[str, Any]

# What the release schema of 1.1 says of merging: by `id` is the rule, these are the exceptions.
_ORGANISATION_LISTS = (
    *(("parties",), ("buyer",), ("tender", "procuringEntity"), ("tender", "tenderers"), ("awards", "suppliers")),
    *(
        ("contracts", "implementation", "transactions", "payer"),
        ("contracts", "implementation", "transactions", "payee"),
    ),
)
_WHOLE_LISTS = (
    *((*path, "additionalIdentifiers") for path in _ORGANISATION_LISTS),
    *((stage, "items", "additionalClassifications") for stage in ("tender", "awards", "contracts")),
    *((stage, name, "changes") for stage in ("tender", "awards", "contracts") for name in ("amendments", "amendment")),
    *(("parties", "roles"), ("tender", "additionalProcurementCategories"), ("tender", "submissionMethod")),
    *(("contracts", "relatedProcesses", "relationship"), ("relatedProcesses", "relationship")),
)
MERGE_RULES: Mapping[tuple[str, ...], str] = {
    **{(name,): "omitWhenMerged" for name in ("id", "date", "tag")},
    **dict.fromkeys(_WHOLE_LISTS, "wholeListMerge"),
}


def processes(tree: object, name: str, faults: Faults) -> Iterator[Json]:
    """Yield the merged release of each process of a file, with the date of its last release.

    Raises:
        UsageFault: Releases must be merged and the extra `ocds` is not installed.
    """
    loose: dict[str, list[Json]] = defaultdict(list)
    for number, record in enumerate(_records(tree), start=1):
        compiled = record.get("compiledRelease")
        releases = [item for item in items_at(record, "releases") if "ocid" in item]
        if isinstance(compiled, dict):
            yield {"ocid": record.get("ocid"), **compiled}
        elif releases:
            yield merged(releases)
        else:
            faults.error(
                ProblemCode.RECORD_REJECTED,
                f"{name}, record {number}",
                "a record that only links to its releases says nothing by itself",
                text_at(record, "ocid"),
                "import the release package that it links to",
            )
    for release in _releases(tree):
        loose[text_at(release, "ocid")].append(release)
    for releases in loose.values():
        yield releases[0] if len(releases) == 1 else merged(releases)


def _records(tree: object) -> list[Json]:
    if isinstance(tree, list):
        return [item for item in tree if isinstance(item, dict) and _is_record(item)]
    if isinstance(tree, dict) and "records" in tree:
        return items_at(tree, "records")
    return [tree] if isinstance(tree, dict) and _is_record(tree) else []


def _is_record(item: Json) -> bool:
    return "compiledRelease" in item or ("releases" in item and "ocid" in item)


def _releases(tree: object) -> list[Json]:
    if isinstance(tree, list):
        return [item for item in tree if isinstance(item, dict) and "ocid" in item and not _is_record(item)]
    if not isinstance(tree, dict) or _is_record(tree) or "records" in tree:
        return []
    return items_at(tree, "releases") if "releases" in tree else [tree] if "ocid" in tree else []


def merged(releases: list[Json]) -> Json:
    """Merge the releases of one process by the standard's own library.

    Raises:
        UsageFault: The extra `ocds` is not installed.
    """
    try:
        import ocdsmerge  # noqa: PLC0415  an optional extra
    except ModuleNotFoundError as missing:
        raise UsageFault(
            "merging releases needs the extra 'ocds', which is not installed",
            remedy="pip install 'pledgebook[ocds]'",
        ) from missing
    dated = [{**release, "date": text_at(release, "date")} for release in releases]
    last = max(text_at(release, "date") for release in dated)
    merger = ocdsmerge.Merger(merge_rules=dict(MERGE_RULES))
    return {**merger.create_compiled_release(dated), "date": last}


def day_at(tree: object, *path: str | int) -> str:
    """Return the day of a date-time at a path; empty where there is none."""
    value = value_at(tree, *path)
    return value[:10] if isinstance(value, str) else ""
