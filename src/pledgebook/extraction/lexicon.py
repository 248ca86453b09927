"""The word lists of a language, compiled once: stages, roles and distractors as patterns over masked sentences."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from pledgebook.errors import ReferenceFault
from pledgebook.extraction.cases import OBLIQUE
from pledgebook.extraction.cases import PLACEHOLDERS as CASES
from pledgebook.extraction.openings import PhraseFinder, phrase_finder
from pledgebook.extraction.trie import factored
from pledgebook.extraction.view import MarkKind, mark_class
from pledgebook.model.stage import Stage
from pledgebook.reference.languages import load_lexicon, table, words

_PLACEHOLDERS = {
    "<P>": mark_class(MarkKind.PARTY),
    "<S>": mark_class(MarkKind.SUM),
    "<D>": mark_class(MarkKind.DATE),
    "<M>": mark_class(MarkKind.MECHANISM),
    "<O>": mark_class(MarkKind.ORDINAL),
    "<G>": mark_class(MarkKind.GOODS),
    **CASES,
}
_ANY_WORD = "[\\w\ue400-\uf7ff'’-]+"  # a word, or the mark of anything but a sum
_NEVER = re.compile(r"(?!)")
_WORD_CLASSES = (
    "relative", "inverted", "definite", "distinct", "aid", "and", "give", "giver_noun", "auxiliary", "receive",
    "aid_before",
    "implement", "behalf", "report", "from_party", "to_party", "not_to", "place", "against", "adversary", "hostile",
    "recipient_noun", "joint", "partners", "windfall", "windfall_share", "windfall_not", "halt", "break", "sharing",
    "each", "own", "total", "total_after", "to_date", "pointing", "purpose_end", "making", "worth", "list_lead",
    "kit", "goods_purpose", "hostile_act", "handing", "donor_of", "signing", "unsigned", "papers", "financing",
    "part_after", "part", "rest", "recap", "further", "headline_link", "purpose", "substantial", "sum_word",
    "restating", "same_source", "partners_give", "goods_compound", "sum_opening", "aid_strict", "cause", "domestic",
    "aid_core", "whole", "whole_after", "passing", "unpromised", "backing", "household", "led_by", "spent_by",
    "self_said", "gathering", "pooled", "common_pot", "release", "pooled_here", "denied",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StagePattern:
    """Patterns of one stage: `sort` is "verb", "infinitive", "noun" or "frame"."""

    stage: Stage
    sort: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Distractor:
    """A reason to refuse a sum, with the cues before and after it."""

    reason: str
    before: re.Pattern[str]
    after: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word classes of one language.

    Attributes:
        tag: Language tag.
        stages: Patterns of the stages, finite verbs first.
        stage_finder: Finds them; its numbers are their places in `stages`.
        mood: "future", "conditional", "negation": each ends where the verb begins.
        expectations: What is still to come, by stage.
        when: Words for when it is to come.
        pending: Words for an approval that is still to come.
        classes: Word classes of roles.toml and scope.toml by name.
        weights: Scores of the role features.
        group_size: Number words of a group ("five countries").
        mechanism_recipients: For whom a mechanism was made, by its slug.
        mechanism_donors: Whose money it is, by its slug.
        distractors: Reasons to refuse.
        conjunctions: Words that begin a clause, where they are not those of English.
    """

    tag: str
    stages: tuple[StagePattern, ...]
    stage_finder: PhraseFinder
    mood: Mapping[str, re.Pattern[str]]
    expectations: tuple[tuple[Stage, re.Pattern[str]], ...]
    when: re.Pattern[str]
    pending: re.Pattern[str]
    classes: Mapping[str, re.Pattern[str]]
    weights: Mapping[str, float]
    group_size: Mapping[str, int]
    mechanism_recipients: Mapping[str, str]
    mechanism_donors: Mapping[str, tuple[str, ...]]
    distractors: tuple[Distractor, ...]
    conjunctions: tuple[str, ...] = ()

    def word(self, name: str) -> re.Pattern[str]:
        """Return the pattern of a word class; one that never matches where the language has none."""
        return self.classes.get(name, _NEVER)

    def receives(self, ahead: str) -> bool:
        """Tell whether a stretch ends so that the party behind it receives: "aid to", but not "according to"."""
        return _receives(self.tag, ahead)

    def anchored(self, name: str) -> re.Pattern[str]:
        """Return the pattern of a word class that must end where the looked-at stretch ends."""
        return self.classes.get(f"{name}$", _NEVER)


_STEM_CLASSES = frozenset({"handing", "financing", "backing"})


def compile_words(
    listed: Iterable[str], *, at_end: bool = False, stems: bool = False, articles: Iterable[str] = ()
) -> re.Pattern[str]:
    """Compile phrases into one pattern that matches any of them as whole words, or as the beginnings of words.

    Args:
        listed: The phrases.
        at_end: True where they must end the looked-at stretch.
        stems: True where they are beginnings of words.
        articles: Words that may stand between a phrase and the end of the stretch.
    """
    parts = list(dict.fromkeys(_expand(phrase) for phrase in listed))
    if not parts:
        return _NEVER
    body = factored(sorted(parts, key=len, reverse=True))
    article = "|".join(sorted((_expand(word) for word in articles), key=len, reverse=True))
    tail = (rf"(?:\s+(?:{article}))?" if article else "") + rf"\s*{OBLIQUE}?$" if at_end else ""
    end = "" if stems else r"(?!\w)"
    try:
        return re.compile(rf"(?<!\w)(?:{body}){end}{tail}", re.IGNORECASE)
    except re.error as fault:
        raise ReferenceFault(f"a pattern of the language data is not well formed: {fault}") from fault


@cache
def lexicon_of(tag: str) -> Lexicon:
    """Load and compile the lexicon of a language; empty classes where it has no data."""
    stages, roles = load_lexicon(tag, "stages"), load_lexicon(tag, "roles")
    scope, distractors = load_lexicon(tag, "scope"), load_lexicon(tag, "distractors")
    classes = {}
    articles = words(roles, "article")
    for name in _WORD_CLASSES:
        listed = words(roles, name) or words(scope, name)
        if listed:
            classes[name] = compile_words(listed, stems=name in _STEM_CLASSES)
            classes[f"{name}$"] = compile_words(listed, at_end=True, articles=articles)
    staged = [
        (StagePattern(Stage(stage), sort, compile_words(listed)), listed)
        for sort, section in (("verb", "verbs"), ("infinitive", "infinitives"), ("noun", "nouns"), ("frame", "frames"))
        for stage, listed in table(stages, section).items()
    ]
    return Lexicon(
        tag=tag,
        stages=tuple(item for item, _ in staged),
        stage_finder=phrase_finder([item.pattern for item, _ in staged], [listed for _, listed in staged]),
        mood={name: compile_words(listed, at_end=True) for name, listed in table(stages, "mood").items()},
        expectations=tuple(
            (Stage(name), compile_words(listed))
            for name, listed in table(stages, "expectations").items()
            if name != "when"
        ),
        when=compile_words(words(stages, "expectations", "when")),
        pending=compile_words(words(stages, "approval", "pending")),
        classes=classes,
        weights={name: float(value) for name, value in table(load_lexicon("en", "roles"), "weights").items()},
        group_size={word: int(size) for word, size in table(roles, "group_size").items()},
        mechanism_recipients=dict(table(load_lexicon("en", "roles"), "mechanism_recipients")),
        mechanism_donors={
            slug: tuple(codes) for slug, codes in table(load_lexicon("en", "roles"), "mechanism_donors").items()
        },
        distractors=tuple(
            Distractor(reason, compile_words(words(section, "before")), compile_words(words(section, "after")))
            for reason, section in distractors.items()
        ),
        conjunctions=tuple(phrase.replace(" ", r"\s+") for phrase in words(roles, "conjunction")),
    )


@lru_cache(maxsize=1024)  # several rules ask of the same party in turn
def _receives(tag: str, ahead: str) -> bool:
    lexicon = lexicon_of(tag)
    return lexicon.anchored("to_party").search(ahead) is not None and lexicon.anchored("not_to").search(ahead) is None


def _expand(phrase: str) -> str:
    for placeholder, pattern in _PLACEHOLDERS.items():
        phrase = phrase.replace(placeholder, pattern)
    return phrase.replace(r"\w+", _ANY_WORD).replace(" ", r"\s+")
