"""What a district holds that must not be published, and what its pages may hold though it looks alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.documents.year.contents import HEAD, Contents
from app.documents.year.masks import identities, masked
from app.documents.year.privacy_words import HEALTH_WORDS, KIN_WORDS, OWN_TEXTS
from models.explain.discretion import PRIVATE
from models.filters import Condition, Filter
from models.policy import Clause
from models.vocabulary import texts_of
from models.words import Text

HEALTH = Text("健康、处分等情况", "health, sanctions or the like")
STATUS = Text("特殊情形的内容", "somebody's status")
GROUND = Text("暂缓、不交流的依据", "a ground of deferral")
KINSHIP = Text("亲属关系", "kinship")
_BRACKETS = re.compile(r"[（(\[【].*?[）)\]】]")
_STOPS = re.compile(r"[、，。；：！？,.;:!?（）()“”\"'\s]+")
SHORTEST_NAME, SHORTEST_PHRASE = 4, 6
"""Characters of a clause's name, and of a phrase of its words, that tell of it."""


@dataclass(frozen=True)
class Secrets:
    """What to look for, and what to look past.

    Attributes
    ----------
    numbers : the identity numbers, a line each.
    births : months somebody was born in.
    words, statuses : what is found in a published page, and in a notice.
    known, known_in_notices, exact : texts that may hold such words; whole texts that are nothing but such.
    sources : what tells of run, inputs, record and the page's own dates. codes : staff numbers and school codes.
    kinds : word -> what it tells of.
    """

    numbers: str
    births: frozenset[int]
    words: re.Pattern[str]
    statuses: re.Pattern[str]
    known: re.Pattern[str]
    known_in_notices: re.Pattern[str]
    exact: frozenset[str]
    sources: re.Pattern[str]
    codes: frozenset[str]
    kinds: Mapping[str, Text]

    def kind(self, word: str) -> Text:
        """Return what a word tells of."""
        return self.kinds.get(word.casefold(), HEALTH)


def secrets_of(contents: Contents) -> Secrets:
    """Return what a district's pages must not tell."""
    district, policy = contents.district, contents.policy
    statuses = {*_statuses(contents), *_asked_statuses(contents)}
    kinds = dict.fromkeys((word.casefold() for word in _grounds(contents)), GROUND)
    kinds |= dict.fromkeys(map(str.casefold, statuses), STATUS)
    kinds |= dict.fromkeys(map(str.casefold, HEALTH_WORDS), HEALTH)
    kinds |= dict.fromkeys(map(str.casefold, KIN_WORDS), KINSHIP)
    names = {str(name) for name in district.teachers["name"] if str(name).isalpha()}
    shown = {masked(name) for name in names} | names
    places = {*_places(contents)}
    said = {policy.name, *(f"{step.name}：{step.words}" for step in policy.calendar)}
    said |= {text for step in policy.calendar for text in (step.name, step.words)}
    numbers_shown = {number for code in contents.people if (number := contents.number(code))}
    return Secrets(
        "\n".join(sorted(identities(texts_of(district)))),
        frozenset(int(month) for month in district.teachers["birth_date"].dropna()),
        _any_of(kinds),
        _any_of(statuses),
        _any_of({*places, *OWN_TEXTS}),
        _any_of({*places, *OWN_TEXTS, *said}),
        frozenset({*places, *shown, *numbers_shown, *district.schools["school_id"]}),
        _sources(contents),
        frozenset({*numbers_shown, *map(str, district.schools["school_id"])}),
        kinds,
    )


def _statuses(contents: Contents) -> Iterator[str]:
    """Yield what the tables say of people's special circumstances; a single character tells nothing."""
    for cell in contents.district.teachers["status"].unique():
        for entry in cell:
            word = str(entry).partition(":")[0].strip()
            if len(word) > 1:
                yield word


def _asked_statuses(contents: Contents) -> Iterator[str]:
    """Yield the statuses that bar or defer."""
    for clause in _kept_clauses(contents):
        for condition in _conditions(clause.asked):
            if condition.column == "status":
                yield from (word for word in map(str, condition.one_of or ()) if len(word) > 1)


def _kept_clauses(contents: Contents) -> tuple[Clause, ...]:
    return (*contents.policy.clauses("barred"), *contents.policy.clauses("deferred"))


def _conditions(asked: Filter) -> Iterator[Condition]:
    yield from asked.conditions
    for group in asked.any_of:
        for part in group:
            yield from _conditions(part)


def _grounds(contents: Contents) -> Iterator[str]:
    """Yield what names a ground: a clause's name, its parts where it asks a private fact, the phrases of its words."""
    for clause in _kept_clauses(contents):
        if len(clause.name) >= SHORTEST_NAME:
            yield clause.name
        if any(condition.column in PRIVATE for condition in _conditions(clause.asked)):
            yield from (part for part in _STOPS.split(clause.name) if len(part) > 1)
        yield from (part for part in _STOPS.split(clause.words) if len(part) >= SHORTEST_PHRASE)


def _places(contents: Contents) -> Iterator[str]:
    """Yield names of schools, zones, stages and subjects; what a name says in brackets is a remark, not a name."""
    district = contents.district
    for table, columns in (("schools", ("name", "zone")), ("posts", ("stage", "subject")),
                           ("teachers", ("stage", "subject"))):  # fmt: skip
        for column in columns:
            yield from (bare for name in district[table][column].unique() if (bare := _BRACKETS.sub("", str(name))))
    for stage, subject in {*zip(district.teachers["stage"], district.teachers["subject"], strict=True)}:
        yield contents.post(str(stage), str(subject))


def _sources(contents: Contents) -> re.Pattern[str]:
    """Match what tells of run, inputs and record, and dates of this year and those around it."""
    told = [contents.digest, *filter(None, (contents.run, contents.papers.head[:HEAD]))]
    years = "|".join(str(contents.papers.year + by) for by in range(-2, 7))
    date = rf"(?:{years})\s*[年.\-/]\s*\d{{1,2}}(?:\s*[月.\-/]\s*\d{{1,2}}日?)?"
    return re.compile("|".join([*map(re.escape, told), date]))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Match any of these words, the longest first."""
    listed = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, listed)) or r"(?!)", re.IGNORECASE)
