"""Do the columns and words a policy names stand in these tables?

Rulebook 1: a column that a policy names and the file lacks is an error. A word that stands nowhere in its
column is a warning: it may be a slip, or simply nobody's case this year.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

import numpy as np

from models.district import ROW, District
from models.facts import Fact, matches
from models.filter_columns import COLUMNS, About
from models.filters import Condition, Filter, Value, month_of
from models.intake.faults import Fault
from models.policy import Policy
from models.policy_fit_facts import sound
from models.policy_uses import Tested, entry, tests, under, uses
from models.tables import TABLES
from models.told_facts import ToldFacts, history_facts_of
from models.wording import shown
from models.words import Text, rows_text, same

_SEARCHED: dict[About, Text] = {
    "people": Text("教师花名册", "teachers"),
    "places": Text("学校表和岗位表", "schools and posts"),
    "history": Text("交流经历表", "history"),
}


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like this one, or None."""
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return close[0] if close else None


class ColumnFit:
    """Holds the columns, values and codes of a policy against a district."""

    def __init__(self, district: District, policy: Policy) -> None:
        self.district, self.policy = district, policy
        whole = sound(district, policy)
        self.facts = ToldFacts(district, whole)
        unsound = {fact.name for fact in policy.facts} - {fact.name for fact in whole.facts}
        unsound_shares = {share.name for share in policy.shares} - {share.name for share in whole.shares}
        unknown = Fact("number", np.full(0, np.nan))
        self.told = {fact.name for fact in history_facts_of(policy, given=len(district["history"]) > 0)}
        category = Fact("text", np.full(len(district.teachers), "", dtype=object))
        self.known: dict[About, dict[str, Fact]] = {
            "people": {**self.facts.people, "category": category, **dict.fromkeys(unsound, unknown)},
            "places": {**self.facts.places, **self.facts.schools, **dict.fromkeys(unsound_shares, unknown)},
            "history": dict(self.facts.history.rows),
        }
        self.said: set[tuple[str, str, str]] = set()

    def faults(self) -> Iterator[Fault]:
        """Yield every fault and warning about columns, values and codes."""
        for use in uses(self.policy):
            for test in tests(use):
                yield from self._test(test)
        yield from self._routes()
        yield from self._named_columns()

    def fault(self, key: Text, value: str, reason: Text, repair: Text) -> Fault:
        """Return a fault of the policy itself."""
        return Fault(self.policy.name, reason, repair, value=value, key=key)

    def warning(self, key: Text, value: str, reason: Text, repair: Text) -> Fault:
        """Return a warning about the policy itself."""
        return Fault(self.policy.name, reason, repair, value=value, key=key, level="warning")

    def _test(self, test: Tested) -> Iterator[Fault]:
        column = test.condition.column
        if column not in self.known[test.about]:
            yield self._unknown(test.key, column, test.about)
            return
        from_history = test.about == "people" and column in self.told
        missing = None if from_history else self._missing(test.key, column, test.about)
        if missing is not None:
            yield missing
            return
        if column == "category" or (from_history and not len(self.district["history"])):
            return
        yield from self._unordered(test)
        yield from self._unmatched(test)

    def _unknown(self, key: Text, column: str, about: About) -> Fault:
        other: About = "places" if about == "people" else "people"
        tables = _SEARCHED[about]
        if column in self.known[other] and about != "history":
            repair = (
                Text(
                    f"写成 at = {{ {column} = … }}，指现任教学校",
                    f"write at = {{ {column} = ... }}: of the present school",
                )
                if about == "people"
                else Text(
                    "换成学校或岗位的列；对人的条件写在 who 里",
                    "name a column of schools or posts; people are filtered in who",
                )
            )
        else:
            titles = {spec.title.zh: name for name, spec in COLUMNS[about].items()}
            near = titles.get(column) or nearest(column, {*self.known[about], *titles})
            near = titles.get(near or "", near)
            repair = Text(
                "核对列名；本单位自己的列须在表里", "check the name; a column of your own must be in the table"
            )
            if near is not None:
                repair = Text(f"是否想写 {near}？或在表里加上这一列", f"maybe {near}? or add the column to the table")
        return self.fault(
            key, column, Text(f"{tables.zh}没有这一列", f"there is no such column in {tables.en}"), repair
        )

    def _missing(self, key: Text, column: str, about: About) -> Fault | None:
        """Say that the file lacks a column the program knows; a district made by a program has every column."""
        spec = COLUMNS[about].get(column)
        if spec is None or spec.source is None:
            return None
        if column == "score" and self.policy.score is not None:
            return None  # worked out, not read
        return self._lacks(key, column, spec.table, spec.source)

    def _lacks(self, key: Text, value: str, table: str, column: str) -> Fault | None:
        source = self.district.sources.get(table)
        if source is None or column in source.letters:
            return None
        wanted = TABLES[table].column(column)
        zh = wanted.zh if wanted is not None else column
        file = f"{source.file} {source.sheet}".strip()
        return self.fault(
            key,
            value,
            Text(f"需要“{zh}”列，{file} 没有", f"needs the column '{column}' ({zh}), which {file} lacks"),
            Text(
                f"在{TABLES[table].zh}加上“{zh}”列，或改写这一条", f"add the column to {table}, or change this clause"
            ),
        )

    def _unordered(self, test: Tested) -> Iterator[Fault]:
        """Name the cells that a bound cannot be held against."""
        fact = self.known[test.about][test.condition.column]
        if fact.kind not in ("text", "list"):
            return
        for bound in test.condition.bounds.values():
            by_month = isinstance(bound, str) and month_of(bound) is not None
            wrong = [(i, e) for i, cell in enumerate(fact.cells) for e in _entries(cell) if not _orders(e, by_month)]
            if wrong:
                yield self._cells(test, wrong, Text("年月", "a month") if by_month else Text("数字", "a number"))
                return

    def _cells(self, test: Tested, wrong: list[tuple[int, str]], wanted: Text) -> Fault:
        """Return one fault for all cells of a column that hold the wrong kind of value."""
        column = test.condition.column
        table, rows = self._rows(test)
        found = sorted({rows[i] for i, _ in wrong})
        source = self.district.sources.get(table)
        listed = rows_text(found)
        return Fault(
            source.file if source else TABLES[table].zh,
            Text(
                f"政策 {test.key.zh} 要求这一列是{wanted.zh}，第{listed.zh}行不是",
                f"{test.key.en} of the policy needs {wanted.en} in this column; rows {listed.en} hold none",
            ),
            Text("改正这些格，或在政策中改为列出值", "mend these cells, or list values in the policy instead"),
            sheet=source.sheet if source else "",
            row=found[0],
            column=source.letters.get(column, "") if source else "",
            header=source.headers.get(column, column) if source else column,
            value=wrong[0][1],
        )

    def _rows(self, test: Tested) -> tuple[str, list[int]]:
        """Return the table a column stands in, and the row number of each of its facts."""
        if test.about != "places":
            table = "teachers" if test.about == "people" else "history"
            return table, self.district[table][ROW].tolist()
        if test.condition.column in self.facts.schools:
            return "schools", self.district.schools[ROW].tolist()
        return "posts", self.district["posts"][ROW].tolist() + [0] * len(self.facts.nodes)

    def _unmatched(self, test: Tested) -> Iterator[Fault]:
        """Warn of words that stand nowhere in their column, each once."""
        column = test.condition.column
        spec, fact = COLUMNS[test.about].get(column), self.known[test.about][column]
        if fact.kind not in ("text", "list") or (spec is not None and spec.closed) or not len(fact.cells):
            return
        for value in (*(test.condition.one_of or ()), *(test.condition.none_of or ())):
            if (test.about, column, str(value)) in self.said or self._occurs(value, test.about, column):
                continue
            self.said.add((test.about, column, str(value)))
            words = {e for cell in fact.cells for e in _entries(cell)}
            near = nearest(str(value), words) if isinstance(value, str) else None
            yield self.warning(
                test.key,
                str(value) if isinstance(value, str) else shown(value),
                Text("这一列里没有这个值", "this value stands nowhere in the column")
                if words
                else Text("这一列全是空的", "the column is empty throughout"),
                _repair(near),
            )

    def _occurs(self, value: Value, about: About, column: str) -> bool:
        asked = Filter((Condition(column, one_of=(value,)),))
        if matches(asked, {column: self.known[about][column]}).any():
            return True
        lapsed = column == "status" and about == "people"
        return lapsed and any(e.rpartition(":")[0] == value for cell in self.district.teachers["status"] for e in cell)

    def _routes(self) -> Iterator[Fault]:
        codes = set(self.district.school_at)
        zones = set(self.district.schools["zone"]) - {""}
        for i, route in enumerate(self.policy.rules.routes):
            key = entry("rules.routes", i, route.name)
            for asked, columns in (("same", route.same), ("differ", route.differ)):
                for column in columns:
                    if column not in self.known["places"]:
                        yield self._unknown(under(key, asked), column, "places")
                    elif (missing := self._missing(under(key, asked), column, "places")) is not None:
                        yield missing
            for name, pairs, known, what in (
                ("schools", route.schools, codes, Text("学校表没有这个学校代码", "no school bears this code")),
                ("zones", route.zones, zones, Text("学校表没有这个片区", "no school lies in this zone")),
            ):
                for word in dict.fromkeys(w for pair in pairs for w in pair if w not in known):
                    yield self.fault(under(key, name), word, what, _guess(nearest(word, known)))

    def _named_columns(self) -> Iterator[Fault]:
        """Name the columns that parameters need without writing them."""
        rule, choice = self.policy.rules.avoidance, self.policy.goals.choice
        used = {goal for tier in self.policy.tiers for goal in tier}
        needed = []
        if rule.when == "lead":
            needed.append((same("rules.avoidance.when"), "lead", "teachers", "role"))
        if rule.scope in ("unit", "line"):
            needed.append((same("rules.avoidance.scope"), rule.scope, "schools", "parent"))
        if (returns := self.policy.rules.returns) is not None:
            needed += [(same("rules.returns"), "", "teachers", column) for column in ("term_end", "origin_school")]
            needed += [(same("rules.returns.wish"), "true", "teachers", "wish_return")] * returns.wish
        for i, route in enumerate(self.policy.rules.routes):
            key = under(entry("rules.routes", i, route.name), "visited")
            needed += [(key, str(route.visited).lower(), "history", "to_school")] * (route.visited is not None)
        for i, quota in enumerate(self.policy.rules.quotas):
            column = {"unit": "parent", "zone": "zone"}.get(quota.per.removeprefix("destination "))
            if column is not None:
                key = under(entry("rules.quotas", i, quota.name), "per")
                needed.append((key, quota.per, "schools", column))
        if choice.weight == "score" and "choice" in used and self.policy.score is None:
            needed.append((same("goals.choice.weight"), "score", "teachers", "score"))
        titles = self.policy.rules.title_posts
        if titles is not None:
            by_score = titles.regime == "downgrade" and self.policy.score is None
            columns = ("title", "score") if by_score else ("title",)
            needed += [(same("rules.title_posts.regime"), titles.regime, "teachers", column) for column in columns]
        if self.policy.score is None and any(step.mode == "rank-order" for step in self.policy.steps):
            needed.append((same("mode"), "rank-order", "teachers", "score"))
        for key, value, table, column in needed:
            if (missing := self._lacks(key, value, table, column)) is not None:
                yield missing
        if rule.when == "lead":
            roles = {e for cell in self.known["people"]["role"].cells for e in _entries(cell)}
            for word in rule.leading:
                if word not in roles:
                    yield self.warning(
                        same("rules.avoidance.leading"),
                        word,
                        Text("花名册里没有人任此职务", "nobody in the roster holds this role"),
                        _repair(nearest(word, roles)),
                    )


def _repair(near: str | None) -> Text:
    if near is None:
        return Text("核对写法；确实没有的可以保留", "check the spelling; keep it if there is simply none")
    return Text(f"是否想写“{near}”？确实没有的可以保留", f"maybe '{near}'? keep it if there is simply none")


def _guess(near: str | None) -> Text:
    if near is None:
        return Text("核对写法", "check the spelling")
    return Text(f"核对写法，是否想写“{near}”", f"check the spelling, maybe '{near}'")


def _entries(cell: object) -> list[str]:
    """Return what a cell lists, nothing if it is empty."""
    listed = cell if isinstance(cell, tuple) else str(cell).split(";")
    return [e.strip() for e in listed if e.strip()]


def _orders(text: str, by_month: bool) -> bool:
    if by_month:
        return month_of(text) is not None
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False
