"""Do the facts a policy asks for, and those it declares, fit these tables?

What is told from `history` 交流经历表 needs that table, and the columns the facts read (rulebook 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import numpy as np

from models.district import ROW, District, Source
from models.facts import Facts
from models.filters import Value
from models.intake.faults import Fault
from models.policy import Policy
from models.policy_facts import HistoryFact
from models.policy_uses import Tested, entry, tests, under, uses
from models.tables import HISTORY, TEACHERS, Table
from models.told_facts import ToldFacts, history_facts_of
from models.wording import shown
from models.words import Text, joined, many, rows_text

_READS = {
    "years": ("end",), "months": ("end",), "since": ("end",), "times": (), "units": ("from_school", "to_school"),
    "places": ("to_school",), "result": ("result",),
}  # fmt: skip
"""What is counted -> the columns of `history` it reads, beside those it asks something of."""


def sound(district: District, policy: Policy) -> Policy:
    """Return the policy with those declared facts only whose columns stand in the tables, and without a score."""
    columns = Facts(district, policy.month)
    records, schools = set(map(str, district["history"])), set(columns.schools)
    facts = tuple(
        f for f in policy.facts if records.issuperset(f.asked.columns()) and schools.issuperset(f.to.columns())
    )
    # No score yet: what it is worked out from may itself be at fault.
    plain = policy.model_copy(update={"facts": facts, "shares": (), "score": None})
    people = set(ToldFacts(district, plain).people)
    shares = tuple(s for s in policy.shares if people.issuperset(s.who.columns()))
    return plain.model_copy(update={"shares": shares})


def fact_faults(district: District, policy: Policy) -> Iterator[Fault]:
    """Yield the faults and warnings of the facts a policy declares, and of the history it asks for."""
    given = len(district["history"]) > 0
    told = {fact.name: fact for fact in history_facts_of(policy, given=given)}
    tested = [test for use in uses(policy) for test in tests(use)]
    yield from _declared(district, policy, tested)
    for test in tested:
        if test.about == "people" and test.condition.column in told:
            fact = told[test.condition.column]
            if not given:
                yield _no_history(policy, test)
            else:
                yield from _lacking(district, policy, test, fact)
            yield from _not_numbers(policy, test, fact)
    if any(test.about == "people" and test.condition.column in told for test in tested) and given:
        yield from _to_come(district, policy)
    if given and any(test.condition.column == "exchange_years" for test in tested):
        yield from _two_accounts(district, policy)


def _fault(policy: Policy, key: Text, value: str, reason: Text, repair: Text) -> Fault:
    return Fault(policy.name, reason, repair, value=value, key=key)


def _declared(district: District, policy: Policy, tested: list[Tested]) -> Iterator[Fault]:
    """Name declared facts that bear the name of a column, ask what history cannot tell, or are used nowhere."""
    schools = Facts(district, policy.month).schools
    places = {*map(str, district.schools), *map(str, district["posts"])}
    shares = [share.name for share in policy.shares]
    yield from _names(policy, "facts", [fact.name for fact in policy.facts], set(map(str, district.teachers)), tested)
    yield from _names(policy, "shares", shares, places, tested)
    no_school = {*places, *shares} - set(schools)
    for i, fact in enumerate(policy.facts):
        for column in sorted(no_school.intersection(fact.to.columns())):
            yield _fault(
                policy,
                under(entry("facts", i, fact.name), "to"),
                column,
                Text("去过哪里，只能用学校表的列来说", "where somebody went is told by columns of schools only"),
                Text("改用学校表的列", "name a column of schools"),
            )


def _names(policy: Policy, section: str, names: list[str], own: set[str], tested: list[Tested]) -> Iterator[Fault]:
    about = "people" if section == "facts" else "places"
    for i, name in enumerate(names):
        key = entry(section, i, name)
        if name in own:
            yield _fault(
                policy,
                key,
                name,
                Text("表里已有这个名称的列", "the table has a column of that name"),
                Text("给这个事实换一个名称", "give the fact another name"),
            )
        if not any(test.condition.column == name and test.about == about for test in tested):
            yield Fault(
                policy.name,
                Text("没有任何条件用到它，不起作用", "no condition asks for it: no effect"),
                Text("在条件中使用，或删去这一项", "use it in a condition, or leave it out"),
                level="warning",
                key=key,
            )


def _no_history(policy: Policy, test: Tested) -> Fault:
    return Fault(
        policy.name,
        Text("没有交流经历表，按所有人都没有交流过计算", "there is no table history: nobody counts as ever exchanged"),
        Text("有人交流过的，交来交流经历表", "hand in history, if anybody was"),
        value=test.condition.column,
        level="warning",
        key=test.key,
    )


def _lacking(district: District, policy: Policy, test: Tested, fact: HistoryFact) -> Iterator[Fault]:
    """Name the columns of `history` a fact reads and the file lacks; made by a program, it has every column."""
    source = district.sources.get("history")
    if source is None:
        return
    read = dict.fromkeys([*_READS[fact.count], *(["to_school"] if fact.to else [])])
    lacking = [HISTORY.column(name) for name in read if name not in source.letters]
    columns = joined(Text(f"“{c.zh}”", c.name) for c in lacking if c is not None)
    if columns.zh:
        file = f"{source.file} {source.sheet}".strip()
        yield _fault(
            policy,
            test.key,
            test.condition.column,
            Text(f"要由{columns.zh}算出，{file} 没有", f"is told from {columns.en}, which {file} lacks"),
            Text("在交流经历表加上这些列，或改写这一条", "add the columns to history, or change this clause"),
        )


def _not_numbers(policy: Policy, test: Tested, fact: HistoryFact) -> Iterator[Fault]:
    if fact.count in ("places", "result"):
        return
    condition = test.condition
    values = (*(condition.one_of or ()), *(condition.none_of or ()), *condition.bounds.values())
    for value in values:
        if not _is_number(value):
            yield _fault(
                policy,
                test.key,
                str(value) if isinstance(value, str) else shown(value),
                Text(f"“{condition.column}”是数字", f"'{condition.column}' is a number"),
                Text("写成 3 这样的数字", "write a number such as 3"),
            )


def _is_number(value: Value) -> bool:
    try:
        return not isinstance(value, bool) and Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _to_come(district: District, policy: Policy) -> Iterator[Fault]:
    """Warn of exchanges that begin after the policy's date: they do not count."""
    table = district["history"]
    late = table[ROW][table["start"] > policy.month].tolist()
    if late:
        said = rows_text(late)
        yield _warned(
            district,
            HISTORY,
            late[0],
            "start",
            Text(
                f"{len(late)}行（第{said.zh}行）开始于方案日期之后，不计",
                f"{many(len(late), 'row')} ({said.en}) begin after the policy's date and do not count",
            ),
            Text("核对年月和方案的日期", "check the months, and the policy's date"),
        )


def _two_accounts(district: District, policy: Policy) -> Iterator[Fault]:
    """Warn where the roster's own `exchange_years` says otherwise than `history`, which stands."""
    roster = Facts(district, policy.month).people["exchange_years"]
    counted = ToldFacts(district, policy.model_copy(update={"facts": (), "shares": ()})).people["exchange_years"]
    mine, other = (np.floor(np.asarray(fact.cells, dtype=np.float64)) for fact in (roster, counted))
    rows = district.teachers[ROW][~np.isnan(mine) & (mine != other)].tolist()
    if rows:
        said = rows_text(rows[:5])
        more = Text("等", ", ...") if len(rows) > 5 else Text("", "")
        yield _warned(
            district,
            TEACHERS,
            rows[0],
            "exchange_years",
            Text(
                f"{len(rows)}人（第{said.zh}行{more.zh}）的近六年交流年限与交流经历表不符，以交流经历表为准",
                f"{many(len(rows), 'person', 'people')} (rows {said.en}{more.en}): not what history says; it stands",
            ),
            Text("核对交流经历表有无漏行", "check whether history lacks rows"),
        )


def _warned(district: District, table: Table, row: int, column: str, reason: Text, repair: Text) -> Fault:
    source = district.sources.get(table.name, Source(table.zh))
    letter, header = source.letters.get(column, ""), source.headers.get(column, column)
    return Fault(source.file, reason, repair, source.sheet, row, letter, header, level="warning")
