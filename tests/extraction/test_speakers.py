"""Who publishes a text about itself: address, letterhead, "statement by"."""

import pytest

from pledgebook.extraction.extract import extract_statements
from pledgebook.extraction.speakers import speaker_of, speakers_of
from pledgebook.model.evidence import TextLayer

SPEAKERS = {
    "address of an office": ("---\nsource_url: https://oldwhitehouse.archives.gov/x\n---\nWe help.", ("US",)),
    "national domain": ("---\nurl: https://www.defence.gov.pl/news\n---\nWe help.", ("PL",)),
    "domain of another code": ("---\nurl: https://fcdo.gov.uk/news\n---\nWe help.", ("GB",)),
    "letterhead": ("European Investment Bank\nPress release, 20 February\n\nWe lend.", ("EIB",)),
    "office before a colon": ("Danish Ministry of Defence: donation goes on\n\nWe have paid.", ("DK",)),
    "statement by": ("Statement by the Minister of Foreign Affairs of Ireland\n\nI am glad.", ("IE",)),
    "fact sheet": ("FACT SHEET: U.S. help for Armenia's power lines\n\nWe help.", ("US",)),
    "place of a speech": ("Remarks by the President at the United Nations\n\nWe help.", ()),
    "whom a call was with": ("Readout of a call with the President of Ukraine\n\nWe help.", ()),
    "news": ("Norwegian minister promises more\n\nOslo pays, the White House said.", ()),
}


@pytest.mark.parametrize("name", SPEAKERS)
def test_speakers(name: str) -> None:
    text, wanted = SPEAKERS[name]
    assert speakers_of(text, "en") == wanted
    assert speaker_of(text, "en") == (wanted[0] if wanted else "")


def test_a_joint_statement_speaks_for_all() -> None:
    text = (
        "Statement of the Nordic ministers\n\nWe, the ministers of Denmark, Finland and Norway, will help Ukraine. "
        "We have set aside 300 million euros for it."
    )
    found = extract_statements(TextLayer(text, "plain/1"), document="d", language="en").statements
    assert [item.donors for item in found if item.amount is not None] == [("DK", "FI", "NO")]


def test_an_office_without_a_state_is_the_publishers() -> None:
    text = "Federal Foreign Office: notice to the press\n\nThe Federal Government is paying Jordan 25 million euros."
    found = extract_statements(TextLayer(text, "plain/1"), document="d", language="en").statements
    assert [item.donors for item in found if item.amount is not None] == [("DE",)]
