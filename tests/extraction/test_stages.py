"""Stages of sums: words with their moods, papers, approvals still to come, and the weights that may overrule them."""

import pytest

from pledgebook.extraction.extract import extract_statements
from pledgebook.extraction.stage_choice import StageWeights, stage_scores, stage_weights
from pledgebook.extraction.stage_features import StageFeatures
from pledgebook.model.evidence import TextLayer
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate

PUBLISHED = PartialDate.parse("2025-06-10")

SENTENCES = [
    ("The Dutch cabinet is mulling €40 million of aid for Ukraine.", "proposed"),
    ("Norway has promised Ukraine a further €40 million.", "pledged"),
    ("Latvia will transfer €4 million to Ukraine in autumn.", "pledged"),
    ("Ukraine and Spain signed a letter of intent on €40 million of Spanish aid.", "signed"),
    ("Parliament in Vilnius approved €40 million of Lithuanian aid to Ukraine.", "committed"),
    ("Belgium has earmarked €40 million for Ukraine.", "allocated"),
    ("Denmark has set aside €40 million for Ukraine.", "allocated"),
    ("Japan has transferred €40 million to Ukraine.", "disbursed"),
    ("Ukraine has received €40 million from Canada.", "disbursed"),
    ("Sweden has suspended €40 million of aid to Ukraine.", "cancelled"),
]


def stage_of(text: str) -> str:
    """Extract the one sum of a text and name its stage."""
    found = extract_statements(TextLayer(text, "plain/1"), document="d", published=PUBLISHED, language="en").statements
    sums = [item for item in found if item.amount is not None]
    assert len(sums) == 1
    return sums[0].stage.value


@pytest.mark.parametrize(("text", "stage"), SENTENCES)
def test_the_verb_tells_the_stage(text: str, stage: str) -> None:
    assert stage_of(text) == stage


def test_what_is_negated_has_not_happened() -> None:
    assert stage_of("The €40 million that Norway promised Ukraine have not yet been paid.") != "disbursed"


def test_an_approval_still_to_come_makes_a_proposal() -> None:
    text = "Germany is to give Ukraine €40 million. The sum is subject to approval by the Bundestag."
    assert stage_of(text) == "proposed"


def test_a_paper_governs_the_verb_behind_it() -> None:
    text = "A memorandum of understanding signed in Kyiv foresees Danish aid of €40 million to Ukraine."
    assert stage_of(text) == "signed"


def test_scores_add_up_shared_and_own_weights() -> None:
    weights = StageWeights({"a": 200, "b": -50}, {"c": {Stage.PLEDGED: 30}}, 100)
    features = StageFeatures(((Stage.COMMITTED, "a"), (Stage.COMMITTED, "b"), (Stage.PLEDGED, "unknown")), ("c",))
    scores = stage_scores(features, weights)
    assert scores[Stage.COMMITTED] == 150
    assert scores[Stage.PLEDGED] == 30
    assert scores[Stage.DELIVERED] == 0


def test_the_bundled_weights_know_the_ladder_and_trust_the_rules() -> None:
    weights = stage_weights()
    assert weights.margin > 0
    assert weights.shared["rule"] > 0
    assert set(weights.own["always"]) <= set(Stage)


def test_a_next_step_in_a_month_without_a_year_lies_ahead() -> None:
    text = "Norway has set aside €40 million for Ukraine, which will be paid in March."
    found = extract_statements(TextLayer(text, "plain/1"), document="d", published=PUBLISHED, language="en").statements
    assert [str(item.due) for item in found[0].expectations] == ["2026-03-31"]


def test_orders_that_money_is_put_into_are_not_yet_placed() -> None:
    text = "Norway will put €40 million into orders with Ukrainian companies, a slice of the package that it presented."
    found = extract_statements(TextLayer(text, "plain/1"), document="d", published=PUBLISHED, language="en").statements
    assert found[0].stage.value == "pledged"
