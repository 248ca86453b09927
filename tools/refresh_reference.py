"""Regenerate the generated half of the reference data from CLDR (package `babel`, needed only here).

Run: python tools/refresh_reference.py [--check]
Hand-written files (parties.toml, mechanisms.toml, organisations.toml, people.toml, currencies.toml) are never touched.
What comes from where is told in docs/reference-data.md.
"""

import argparse
import datetime as dt
import json
import re
import sys
import tomllib
from pathlib import Path

import babel  # comes with the development packages; needed for a refresh only
from babel import Locale
from babel.core import get_global

DATA = Path(__file__).resolve().parent.parent / "src" / "pledgebook" / "reference" / "data"
LANGUAGES = {
    "en": "en",
    "da": "da",
    "sv": "sv",
    "no": "nb",  # the folder serves Bokmål and Nynorsk, see reference/languages.py
    "lt": "lt",
    "uk": "uk",
    "de": "de",
    "fr": "fr",
    "es": "es",
    "pl": "pl",
}
ALPHA2, ALPHA3 = 2, 3
# CLDR regions that are no ISO 3166-1 code, have no inhabitants, or are groupings.
LEFT_OUT = frozenset(
    {
        "AC",
        "AQ",
        "BV",
        "CP",
        "CQ",
        "DG",
        "EA",
        "EU",
        "EZ",
        "GS",
        "HM",
        "IC",
        "IO",
        "QO",
        "TA",
        "TF",
        "UM",
        "UN",
        "XA",
        "XB",
        "ZZ",
        "SJ",
        "CC",
        "CX",
        "NF",
        "PN",
        "BL",
        "MF",
        "PM",
        "WF",
        "YT",
        "RE",
        "GP",
        "MQ",
        "GF",
    }
)
SAR = re.compile(
    r"\s*\(.*?\)|,? SAR China|Sonderverwaltungsregion |R\.A\.S\. chinoise de |RAE de |, SRA Chin.*", re.IGNORECASE
)


def regions() -> list[str]:
    """List the ISO 3166-1 alpha-2 codes that the project knows (and XK, Kosovo, which CLDR and the EU use)."""
    territories = map(str, Locale("en").territories)
    return sorted(code for code in territories if len(code) == ALPHA2 and code.isalpha() and code not in LEFT_OUT)


def alpha3_codes() -> dict[str, str]:
    """Map alpha-2 to alpha-3 (CLDR keeps the alpha-3 codes as aliases)."""
    aliases = ((str(old), new) for old, new in get_global("territory_aliases").items())
    pairs = {new[0]: old for old, new in aliases if len(old) == ALPHA3 and old.isalpha() and len(new) == 1}
    # CLDR lists withdrawn codes as well; the current ones are stated where the two meet.
    return (
        pairs
        | {"RO": "ROU", "CD": "COD", "TL": "TLS", "MM": "MMR", "RS": "SRB", "DE": "DEU", "YE": "YEM"}
        | {"FR": "FRA", "XK": "XKX"}
    )


# Where CLDR lags behind, or lists several legal tenders with the foreign one last.
TENDER_BY_HAND = {"BG": "EUR", "HT": "HTG", "PS": "ILS", "PA": "PAB"}


def tender(code: str, today: dt.date) -> str:
    """Return the legal tender of today: the one that came last among those in force."""
    if code in TENDER_BY_HAND:
        return TENDER_BY_HAND[code]
    rows = get_global("territory_currencies").get(code, [])
    in_force = [(start, unit) for unit, start, end, legal in rows if legal and (end is None or end >= tuple_of(today))]
    return str(max(in_force, key=lambda row: row[0] or (0, 0, 0))[1]) if in_force else ""


def tuple_of(day: dt.date) -> tuple[int, int, int]:
    """Write a date the way CLDR's table does."""
    return (day.year, day.month, day.day)


def names(code: str, locale: Locale) -> list[str]:
    """Return the CLDR name of a region without brackets; the variant in brackets becomes a second name."""
    name = str(locale.territories[code])
    found = [SAR.sub("", name).strip()]
    if "&" in name:
        conjunction = {"en": "and", "uk": "і"}.get(locale.language, "&")
        found = [name.replace("&", conjunction), name]
    if "’" in name:
        found.append(name.replace("’", "'"))
    return found


def currencies(today: dt.date) -> dict[str, dict[str, str]]:
    """Return name and sign of every currency that is legal tender somewhere today."""
    english = Locale("en")
    codes = {tender(code, today) for code in regions()} | {
        str(unit)
        for rows in get_global("territory_currencies").values()
        for unit, _, end, legal in rows
        if legal and (end is None or end >= tuple_of(today))
    }
    by_hand = set(tomllib.loads((DATA / "currencies.toml").read_text(encoding="utf-8"))["withdrawn"])
    listed = sorted(code for code in codes - by_hand if code in english.currencies)
    return {
        code: {"name": str(english.currencies[code]), "symbol": str(english.currency_symbols.get(code, code))}
        for code in listed
    }


def generated(today: dt.date) -> dict[Path, str]:
    """Make the text of every generated file."""
    source = f"Unicode CLDR through babel {babel.__version__}; see docs/reference-data.md"
    alpha3 = alpha3_codes()
    table = {code: {"alpha3": alpha3.get(code, ""), "currency": tender(code, today)} for code in regions()}
    files = {DATA / "countries.json": dump({"source": source, "countries": table})}
    files[DATA / "currencies.json"] = dump({"source": source, "currencies": currencies(today)})
    for tag, cldr in LANGUAGES.items():
        locale = Locale.parse(cldr)
        listed = {code: names(code, locale) for code in table if code in locale.territories}
        files[DATA / "languages" / tag / "countries.json"] = dump({"source": source, "names": listed})
    return files


def dump(tree: object) -> str:
    """Write JSON the way the repository keeps it: one space of indent, sorted, a newline at the end."""
    return json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> int:
    """Write the files, or with --check tell whether they are what CLDR says today."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file would change")
    check = parser.parse_args().check
    stale = []
    for path, text in generated(dt.datetime.now(tz=dt.UTC).date()).items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(("would change " if check else "wrote ") + str(path.relative_to(DATA)))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
