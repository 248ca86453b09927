"""Check our own labelled texts: quotes, fields, values, totals and the arithmetic of amounts. Run it as a script."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

OWN = Path(__file__).resolve().parent
ORGANISATIONS = OWN.parents[2] / "src" / "pledgebook" / "reference" / "data" / "organisations.toml"

FIELDS = (
    "id", "quote", "kind", "amount_text", "low", "high", "qualifier", "currency", "equivalents", "donors", "recipients",
    "stage", "date", "period", "scope", "part_of", "tranche", "mechanism", "purpose", "items", "also",
)  # fmt: skip
ALLOWED = {
    "kind": {"money", "in_kind", "unquantified"},
    "qualifier": {"exact", "about", "at_least", "at_most", "range", "unspecified"},
    "scope": {"single", "total", "part"},
    "stage": {
        "proposed", "pledged", "signed", "committed", "allocated", "disbursed", "contracted", "delivered", "cancelled",
    },
}  # fmt: skip
INDEX_KINDS = {"digest", "news", "official"}
PARTIAL_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
PERIOD = re.compile(r"\d{4}(-\d{4})?")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SCALES = {
    "thousand": 10**3, "k": 10**3, "million": 10**6, "mio": 10**6, "mn": 10**6, "mln": 10**6, "m": 10**6,
    "billion": 10**9, "bn": 10**9, "b": 10**9, "trillion": 10**12, "tn": 10**12, "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
FIGURE = re.compile(
    r"(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d{1,2}(?!\d)|\.\d+)?)[\s-]*(?P<scale>"
    + "|".join(SCALES)
    + r")?(?![a-z0-9])",
    re.IGNORECASE,
)
THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
BY_REFERENCE = re.compile(r"all but |less than half ")
TOLERANCE = 0.005

Label = Mapping[str, Any]


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def stated_figures(amount: str) -> list[float]:
    """The figures that a wording of an amount spells in digits, in whole units; "2 to 3 million" shares its scale."""
    found = list(FIGURE.finditer(amount))
    scales = [SCALES[figure["scale"].lower()] for figure in found if figure["scale"]]
    shared = scales[-1] if scales else 1
    return [
        float(THOUSANDS.sub("", figure["number"]).replace(",", "."))
        * (SCALES[figure["scale"].lower()] if figure["scale"] else shared)
        for figure in found
    ]


def check_substrings(label: Label, text: str) -> Iterator[str]:
    if label["quote"] not in text or not label["quote"]:
        yield "quote is not in the text"
    amount = label["amount_text"]
    if amount is not None and amount not in label["quote"]:
        yield f"amount {amount!r} is not in the quote"
    for other in label["also"]:
        if other not in text:
            yield f"repeat {other!r} is not in the text"


def check_values(label: Label, parties: frozenset[str]) -> Iterator[str]:
    for field, allowed in ALLOWED.items():
        if label[field] not in allowed:
            yield f"{field} is {label[field]!r}"
    for field in ("donors", "recipients"):
        if list(label[field]) != sorted(set(label[field])):
            yield f"{field} are not sorted and distinct"
        yield from (f"{field}: unknown party {code!r}" for code in label[field] if not is_party(code, parties))
    for field, shape in (("date", PARTIAL_DATE), ("period", PERIOD), ("mechanism", SLUG)):
        if label[field] is not None and not shape.fullmatch(label[field]):
            yield f"{field} is {label[field]!r}"
    if label["tranche"] is not None and not isinstance(label["tranche"], int):
        yield "tranche is no number"


def is_party(code: str, organisations: frozenset[str]) -> bool:
    return bool(re.fullmatch(r"[A-Z]{2}", code)) or code in organisations


def check_shape(label: Label) -> Iterator[str]:
    """What kind, amount, bounds, currency and items must have to do with each other."""
    kind, low, high, qualifier = label["kind"], label["low"], label["high"], label["qualifier"]
    if (kind == "in_kind") != bool(label["items"]):
        yield "in_kind and items do not agree"
    if (kind == "money") != (label["amount_text"] is not None) and kind != "in_kind":
        yield "money and amount do not agree"
    if (label["amount_text"] is None) != (label["currency"] is None):
        yield "amount and currency do not agree"
    open_sides = {
        "exact": low is not None and low == high,
        "about": low is not None and low == high,
        "at_least": low is not None and high is None,
        "at_most": low is None and high is not None,
        "range": low is not None and high is not None and low < high,
        "unspecified": low is None and high is None,
    }
    if not open_sides.get(qualifier, False):
        yield f"{qualifier} does not fit {low} to {high}"
    for item in label["items"]:
        if set(item) != {"item", "quantity"} or not (item["quantity"] is None or isinstance(item["quantity"], int)):
            yield f"item {item!r}"


def check_arithmetic(label: Label) -> Iterator[str]:
    """Figures in digits with a scale, or alone with a currency sign, must give the value."""
    amount = label["amount_text"]
    values = [value for value in (label["low"], label["high"]) if value is not None]
    if amount is None or not values or BY_REFERENCE.match(amount):
        return
    figures = stated_figures(amount)
    scaled = [figure for figure in figures if figure >= 1000]  # a bare "33" takes its scale from afar
    for value in values:
        if scaled and not any(abs(figure - value) <= TOLERANCE * value for figure in scaled):
            yield f"{amount!r} does not give {value}"


def check_totals(labels: Sequence[Label]) -> Iterator[str]:
    by_id = {label["id"]: label for label in labels}
    for label in labels:
        if label["scope"] == "part" and label["part_of"] is None:
            yield f"{label['id']}: a part of nothing"
        if label["part_of"] is None:
            continue
        whole = by_id.get(label["part_of"])
        if whole is None or whole is label:
            yield f"{label['id']}: part of {label['part_of']!r}"
        elif exceeds(label, whole):
            yield f"{label['id']}: larger than its total {whole['id']}"


def exceeds(part: Label, whole: Label) -> bool:
    if part["currency"] is None or part["currency"] != whole["currency"] or whole["qualifier"] != "exact":
        return False
    size = part["low"] if part["low"] is not None else part["high"]
    return size is not None and float(size) > float(whole["high"]) * (1 + TOLERANCE)


def check_dates(label: Label, published: str | None) -> Iterator[str]:
    """A stage that has been reached lies not after the text that tells of it."""
    date = label["date"]
    if date is not None and published is not None and date > published[: len(date)]:
        yield f"dated {date}, published {published}"
    if set(label["donors"]) & set(label["recipients"]):
        yield "gives to itself"


def check_document(entry: Mapping[str, Any], parties: frozenset[str]) -> Iterator[str]:
    document = entry["id"]
    if set(entry) != {"id", "published", "source", "language", "kind"} or entry["kind"] not in INDEX_KINDS:
        yield f"{document}: index entry {entry!r}"
    text = (OWN / "texts" / f"{document}.txt").read_text(encoding="utf-8")
    labels = read_lines(OWN / "labels" / f"{document}.jsonl")
    for number, label in enumerate(labels, start=1):
        name = label.get("id", f"{document}, line {number}")
        if tuple(label) != FIELDS or name != f"{document}-{number}":
            yield f"{name}: fields or id"
            continue
        faults: Iterable[str] = (
            *check_substrings(label, text),
            *check_values(label, parties),
            *check_shape(label),
            *check_arithmetic(label),
            *check_dates(label, entry["published"]),
        )
        yield from (f"{name}: {fault}" for fault in faults)
    yield from check_totals(labels)


def known_organisations() -> frozenset[str]:
    headings = re.findall(r"^\[([A-Z0-9-]+)\]$", ORGANISATIONS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return frozenset(headings)


def main() -> int:
    entries = read_lines(OWN / "index.jsonl")
    parties = known_organisations()
    faults = [fault for entry in entries for fault in check_document(entry, parties)]
    names = {entry["id"] for entry in entries}
    for folder, suffix in (("texts", ".txt"), ("labels", ".jsonl")):
        strays = {path.stem for path in (OWN / folder).glob(f"*{suffix}")} ^ names
        faults.extend(f"{name}: index and {folder} do not agree" for name in sorted(strays))
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{len(entries)} documents, {len(faults)} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
