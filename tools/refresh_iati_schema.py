"""Condense the official IATI schemas into the table that imports are checked against.

Usage: python tools/refresh_iati_schema.py FOLDER, where the folder holds iati-activities-schema.xsd,
iati-organisations-schema.xsd and iati-common.xsd of https://github.com/IATI/IATI-Schemas (version 2.03).
Only the rules are kept (names, order, counts, types), none of the explanations.
"""

import json
import sys
from pathlib import Path
from typing import Any

from lxml import etree

XSD = "{http://www.w3.org/2001/XMLSchema}"
TARGET = Path(__file__).resolve().parents[1] / "src" / "pledgebook" / "exchange" / "data" / "iati-2.03.json"
SCHEMAS = ("iati-activities-schema.xsd", "iati-organisations-schema.xsd")


class Condenser:
    """Turns one schema, with what it includes, into plain rules."""

    def __init__(self, folder: Path, name: str) -> None:
        roots = [etree.parse(str(folder / file)).getroot() for file in (name, "iati-common.xsd")]
        self.elements = {item.get("name"): item for root in roots for item in root.findall(f"{XSD}element")}
        self.attributes = {item.get("name"): item for root in roots for item in root.findall(f"{XSD}attribute")}
        self.types = {item.get("name"): item for root in roots for item in root.findall(f"{XSD}complexType")}

    def rules(self) -> dict[str, Any]:
        """Return the rules of every global element by name."""
        return {str(name): self.element(item) for name, item in sorted(self.elements.items())}

    def element(self, item: etree._Element) -> dict[str, Any]:
        """Condense the content of an element."""
        kind = item.get("type")
        if kind is not None:
            return self.content(self.types[kind]) if kind in self.types else {"text": kind.removeprefix("xsd:")}
        inner = item.find(f"{XSD}complexType")
        return self.content(inner) if inner is not None else {"text": "string"}

    def content(self, item: etree._Element) -> dict[str, Any]:
        """Condense a complex type, with what it extends before its own."""
        found: dict[str, Any] = {}
        extension = item.find(f"{XSD}simpleContent/{XSD}extension")
        extension = item.find(f"{XSD}complexContent/{XSD}extension") if extension is None else extension
        owner = item if extension is None else extension
        if extension is not None:
            base = str(extension.get("base"))
            found = dict(self.content(self.types[base])) if base in self.types else {"text": base.removeprefix("xsd:")}
        sequence = owner.find(f"{XSD}sequence")
        if sequence is not None:
            found["children"] = [*found.get("children", []), *map(self.particle, sequence)]
            found["children"] = [child for child in found["children"] if child]
            found["any"] = found.get("any", False) or sequence.find(f"{XSD}any") is not None
        for attribute in owner.findall(f"{XSD}attribute"):
            name = str(attribute.get("name") or attribute.get("ref"))
            if not name.startswith("xml:"):  # xml:lang may stand everywhere
                rule = self.attributes.get(name, attribute) if attribute.get("ref") else attribute
                kind = str(rule.get("type", "xsd:string")).removeprefix("xsd:")
                needed = "!" if attribute.get("use") == "required" else ""
                found.setdefault("attributes", {})[name] = kind + needed
        if owner.find(f"{XSD}anyAttribute") is not None:
            found["anyAttribute"] = True
        return found

    def particle(self, item: etree._Element) -> list[Any]:
        """Condense a child: name, least, most (0 for no bound), and its rules unless it is a global element."""
        if item.tag != f"{XSD}element":
            return []
        least = int(item.get("minOccurs", "1"))
        most = 0 if item.get("maxOccurs") == "unbounded" else int(item.get("maxOccurs", "1"))
        reference = item.get("ref")
        return [reference, least, most] if reference else [item.get("name"), least, most, self.element(item)]


def main() -> None:
    """Write the table."""
    folder = Path(sys.argv[1])
    table = {name.split("-")[1]: Condenser(folder, name).rules() for name in SCHEMAS}
    note = "rules of the IATI 2.03 schemas, github.com/IATI/IATI-Schemas, condensed by tools/refresh_iati_schema.py"
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps({"source": note, **table}, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
