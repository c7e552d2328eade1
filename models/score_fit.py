"""Do the cells a score is worked out from hold numbers it can count exactly?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from models.district import ROW, District, Source
from models.intake.faults import Fault
from models.policy import Policy
from models.policy_fields import LARGEST
from models.policy_score import PLACES
from models.policy_uses import entry
from models.recount import Recount
from models.recount_filters import Cell, number_in, rows_of
from models.tables import TABLES
from models.words import Text, rows_text, same


def score_faults(district: District, policy: Policy) -> Iterator[Fault]:
    """Yield the cells no points can be worked out from, and warn of scores of the roster that do not count."""
    score = policy.score
    if score is None:
        return
    teachers = district.teachers
    for i, item in enumerate(score.items):
        if item.column in teachers.columns and item.way in ("each", "table"):
            cells = [row[item.column] for row in rows_of("teachers", teachers[[item.column]])]
            wrong = [(int(teachers[ROW].iloc[j]), cell) for j, cell in enumerate(cells) if not _counts(cell)]
            if wrong:
                yield _cells(district, item.column, wrong, entry("score.items", i, item.name))
    if teachers["score"].notna().any():
        yield Fault(
            policy.name,
            Text("花名册也填了量化得分，以政策计算的为准", "the roster has scores too; those worked out here count"),
            Text("清空花名册的“量化得分”，以免误会", "clear the column score, so that nobody is misled"),
            level="warning",
            key=same("score"),
        )


def score_limits(district: District, policy: Policy) -> Iterator[Fault]:
    """Yield who would get a score too large to weigh; to be asked once the cells are in order."""
    if policy.score is None:
        return
    recount = Recount(district, policy)
    for row, person in zip(district.teachers[ROW], recount.people.values(), strict=True):
        sheet = recount.score_sheet(person)
        if sheet is not None and sheet.total > LARGEST:
            source = _source(district)
            yield Fault(
                source.file,
                Text(
                    f"{person.name}（{person.code}）的量化得分超过{LARGEST}",
                    f"{person.name} has above {LARGEST} points",
                ),
                Text("给计分项写上 most，或核对表中的数", "give the items a most, or check the numbers"),
                source.sheet,
                int(row),
                value=f"{sheet.total:f}",
            )


def _counts(cell: Cell) -> bool:
    """Whether a cell is empty, or a number with so few decimals that points of it are exact."""
    if cell is None:
        return True
    number = number_in(cell)
    return number is not None and abs(number) <= LARGEST and number == round(number, PLACES)


def _source(district: District) -> Source:
    return district.sources.get("teachers", Source(TABLES["teachers"].zh))


def _cells(district: District, column: str, wrong: list[tuple[int, Cell]], key: Text) -> Fault:
    source, listed = _source(district), rows_text(row for row, _ in wrong)
    value = wrong[0][1]
    return Fault(
        source.file,
        Text(
            f"政策 {key.zh} 按这一列计分，第{listed.zh}行不是最多{PLACES}位小数的数字",
            f"{key.en} of the policy counts points by this column; rows {listed.en} hold no number of at most "
            f"{PLACES} decimals",
        ),
        Text("改正这些格；没有的空着", "mend these cells; leave empty what there is none of"),
        source.sheet,
        wrong[0][0],
        source.letters.get(column, ""),
        source.headers.get(column, column),
        value=f"{value:f}" if isinstance(value, Decimal) else str(value),
    )
