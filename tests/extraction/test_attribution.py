"""Who gives a sum, rule by rule: one sentence, or two, for each."""

from collections.abc import Mapping

import pytest

from pledgebook.extraction.extract import extract_statements
from pledgebook.model.evidence import TextLayer

GIVERS: Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {
    "person of a country": (
        "Spain's Pilar Quintero announced 70 million euros for Moldova.",
        {"70 million euros": ("ES",)},
    ),
    "speaker in a quotation": (
        "Help for Armenia. “We decided on 8 million kroner within a day,” said the Norwegian minister of development.",
        {"8 million kroner": ("NO",)},
    ),
    "speaker before a quotation": (
        'Finland\'s finance minister said: "We shall pay Ukraine 30 million euros."',
        {"30 million euros": ("FI",)},
    ),
    "speaker of the sentence before": (
        'Aid for Jordan grows. "It is our duty," the Irish foreign minister said. "We are adding 4 million euros."',
        {"4 million euros": ("IE",)},
    ),
    "apposition of we": (
        "We, the leaders of the G7, will lend Ukraine 12 billion dollars.",
        {"12 billion dollars": ("G7",)},
    ),
    "says so of itself": (
        "The Swedish government said on Monday that it was renewing food aid, worth 90 million kronor, to Chad.",
        {"90 million kronor": ("SE",)},
    ),
    "the people by name": (
        "After Georgia's vote the Swedes gave the civic groups 60 million kronor more.",
        {"60 million kronor": ("SE",)},
    ),
    "helped side before its sum": (
        "France's governing parties agreed to double next year's help for Kyiv to two billion euros.",
        {"two billion euros": ("FR",)},
    ),
    "own name behind the sum": ("Ukraine will get a €25 million Dutch grant for schools.", {"€25 million": ("NL",)}),
    "nearest of two agents": (
        "Sudan received the 35 million from the Commission and the 24 million euros from Berlin.",
        {"24 million euros": ("DE",)},
    ),
    "led by": (
        "Seven states led by Latvia and Britain will buy drones worth 2.5 billion euros for Ukraine.",
        {"2.5 billion euros": ()},
    ),
    "run by": (
        "Belgium gave Sudan 20 million euros. Another 6 million, handled by UNICEF, follows in May.",
        {"20 million euros": ("BE",), "6 million": ("BE",)},
    ),
    "conference": (
        "Austria opened the donors' conference for Sudan. In all, 300 million euros were promised.",
        {"300 million euros": ()},
    ),
    "pledges of a conference": (
        "The conference on Lebanon, held by Italy, has brought pledges of 800 million dollars.",
        {"800 million dollars": ()},
    ),
    "common pot": (
        "Norway joined in May. The common fund for Ukraine now holds 73 million euros.",
        {"73 million euros": ()},
    ),
    "bank and borrower": ("The EIB and Egypt signed a loan of 300 million euros.", {"300 million euros": ("EIB",)}),
    "row of givers and row of sums": (
        "Ukraine was helped with Dutch and Danish money: 250 million euros and 1.6 billion kroner.",
        {"250 million euros": ("NL",), "1.6 billion kroner": ("DK",)},
    ),
    "each": (
        "France and Poland each pay 90 million euros for Ukraine's shells.",
        {"90 million euros": ("FR", "PL")},
    ),
    "head of a row": (
        "Help for Ukraine\n\n- Iceland: 5 million krónur;\n- Finland: an eighth package, agreed in May, €28 million;",
        {"€28 million": ("FI",)},
    ),
    "lender on frozen assets": (
        "Canada will lend Ukraine 5 billion Canadian dollars, to be paid from the proceeds of frozen Russian assets.",
        {"5 billion Canadian dollars": ("CA",)},
    ),
    "half of it from somebody": (
        "The G7 will give Sudan 5 billion dollars, over half of which will come from the United States.",
        {"5 billion dollars": ("G7",)},
    ),
    "on behalf of": (
        "Copenhagen has transferred 1.3 billion kroner to Ukraine on behalf of Sweden and Canada.",
        {"1.3 billion kroner": ("CA", "SE")},
    ),
    "by way of": (
        "Luxembourg helps Ukraine. Kyiv received 15 million euros by way of Denmark.",
        {"15 million euros": ("LU",)},
    ),
    "seat of the union as a state's capital": (
        "Belgium's premier went to Kyiv. Brussels will give 92 million euros for shells.",
        {"92 million euros": ("BE",)},
    ),
    "seat of the union": ("Kyiv thanked Poland. Brussels will give 92 million euros.", {"92 million euros": ("EU",)}),
    "into a fund": (
        "Ireland has helped Ukraine. The country has paid 122 million euros into the European Peace Facility.",
        {"122 million euros": ("IE",)},
    ),
    "goes on where nobody was named": (
        "Donors promised 500 million dollars at the conference for Sudan. Of this, 200 million dollars are loans.",
        {"200 million dollars": ()},
    ),
    "pronoun of the subject": (
        "Madrid sent ten tanks to Kyiv; it puts its bill for arms to Kyiv at 1.1 billion euros.",
        {"1.1 billion euros": ("ES",)},
    ),
    "sum taken up again": (
        "Norway and Malta give Kyiv €90 million. Sweden adds €4m. Kyiv received €8 million of the €90 million.",
        {"€8 million": ("MT", "NO")},
    ),
    "whose money it is not": (
        "Denmark will spend €830 million for Ukraine. It is not Danish money: it comes from frozen Russian assets.",
        {"€830 million": ("EU",)},
    ),
    "double object": ("Norway is paying Jordan 25 million euros.", {"25 million euros": ("NO",)}),
    "row that windfall money closes": (
        "Kyiv gets 500 million euros. Oslo, Bern and the earnings of frozen Russian assets share the bill.",
        {"500 million euros": ("CH", "EU", "NO")},
    ),
}


@pytest.mark.parametrize("name", GIVERS)
def test_givers(name: str) -> None:
    text, wanted = GIVERS[name]
    found = extract_statements(TextLayer(text, "plain/1"), document="d", language="en").statements
    given: dict[str, set[str]] = {}
    for item in found:
        if item.amount is not None:
            given.setdefault(item.amount.text.removeprefix("a "), set()).update(item.donors)
    assert {amount: tuple(sorted(given.get(amount, {"missing"}))) for amount in wanted} == wanted
