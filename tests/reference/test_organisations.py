import pytest

from pledgebook.errors import UsageFault
from pledgebook.model.when import PartialDate
from pledgebook.reference.countries import countries
from pledgebook.reference.organisations import organisation, organisations
from pledgebook.reference.parties import PartyKind, all_parties, currency_of, party_kind, party_name
from pledgebook.reference.people import people

KINDS = {"union", "alliance", "un", "bank", "fund", "group", "humanitarian"}


def test_the_codes_of_the_field_are_there_and_no_state_has_them() -> None:
    assert {"EU", "NATO", "UN", "WB", "IMF", "EBRD", "EIB", "G7", "UNICEF", "UNHCR", "WFP", "UNDP"} <= set(
        organisations()
    )
    assert not set(organisations()) & set(countries())
    assert {body.kind for body in organisations().values()} <= KINDS


def test_no_alias_names_two_organisations() -> None:
    owners: dict[str, set[str]] = {}
    for body in organisations().values():
        for alias in (*body.aliases, *body.weak_aliases):
            owners.setdefault(alias, set()).add(body.code)
    assert {alias for alias, codes in owners.items() if len(codes) > 1} == set()


def test_an_organisation_answers_as_a_party() -> None:
    assert party_name("WB") == "World Bank"
    assert party_kind("WB") is PartyKind.ORGANISATION
    assert (currency_of("EU"), currency_of("IMF"), currency_of("UNHCR")) == ("EUR", "USD", "")
    assert organisation("ebrd").code == "EBRD"
    with pytest.raises(UsageFault, match="ACME"):
        organisation("ACME")


def test_people_hold_their_offices_in_order_of_time_for_known_parties() -> None:
    for person in people():
        assert person.code in all_parties(), person.name
        assert person.until is None or person.since.earliest() <= person.until.latest(), person.name
        assert person.surname in person.name
        assert person.office == person.office.lower() or "USAID" in person.office


def test_a_term_is_kept_with_its_dates() -> None:
    (scholz,) = [person for person in people() if person.name == "Olaf Scholz"]
    assert (scholz.code, scholz.since, scholz.until) == ("DE", PartialDate(2021, 12), PartialDate(2025, 5))
    (leyen,) = [person for person in people() if person.name.startswith("Ursula")]
    assert leyen.surname == "von der Leyen"
    assert not next(person for person in people() if person.name == "Boris Johnson").distinctive
