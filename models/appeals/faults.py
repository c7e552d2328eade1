"""The district after the hearing held against itself, and what of it the appeals have to answer for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from models.appeals.appeal import Appeal, Kind, upheld
from models.appeals.hearing import heard
from models.case import Case
from models.district import ROW, District, Source
from models.intake.body import TableRead
from models.intake.consistency import check_consistency
from models.intake.faults import Fault
from models.intake.references import check_references
from models.lock_fit import closed_must_locks
from models.policy_fit import policy_faults
from models.return_fit import closed_returns
from models.standing import standing_faults
from models.tables import APPEALS, TABLES
from models.words import Text

_HERE = Source(APPEALS.zh)


def faults_of(case: Case, appeals: Iterable[Appeal], source: Source = _HERE) -> tuple[Fault, ...]:
    """Return the faults and warnings that the district has once the appeals are heard and had not before.

    Parameters
    ----------
    case : as published.
    appeals : as read; only upheld ones are heard.
    source : where they were read from (`AppealsRead.source`).

    Returns
    -------
    Each at the row of the appeal it comes of; at row 0 where no one appeal can be named, and at the policy's own
    key where the policy no longer fits.
    """
    ruled = upheld(appeals)
    if not ruled:
        return ()
    # rows that appeals add are numbered below zero, so that none is taken for a row of the district's own tables
    after = heard(case, [replace(appeal, row=-appeal.row) for appeal in ruled])
    told = Counter(map(_what, _faults(case)))
    new = [fault for fault in _faults(after) if not told[_what(fault)]]
    placed = [_Placing(after.district, ruled, source).place(fault) for fault in new]
    found = [*_nobody_left(case, after, ruled, source), *(fault for fault in placed if fault is not None)]
    return tuple(sorted(_counted(found), key=lambda f: (f.level, f.row, f.column, f.reason.en)))


def _faults(case: Case) -> list[Fault]:
    """Return what intake and policy say of a district, but for whose category an empty cell decides."""
    tables = _tables(case.district)
    found = [*check_references(tables), *check_consistency(tables), *policy_faults(case.district, case.policy)]
    if not any(fault.level == "fault" for fault in found):
        found += [*standing_faults(case.district, case.standing), *closed_must_locks(case), *closed_returns(case)]
    return found


def _tables(district: District) -> Mapping[str, TableRead]:
    """Return the tables as intake has them after reading."""
    sources = {name: district.sources.get(name, Source(spec.zh)) for name, spec in TABLES.items()}
    return {
        name: TableRead(spec, sources[name], sources[name].headers, district[name]) for name, spec in TABLES.items()
    }


def _what(fault: Fault) -> tuple[object, ...]:
    """Return what makes two faults the same; of a key of the policy, not the numbers it quotes."""
    if fault.key is not None:
        return fault.key, fault.level
    return fault.file, fault.sheet, fault.row, fault.column, fault.level, fault.reason


@dataclass(frozen=True)
class _Placing:
    """Places a fault of the district at the appeal it comes of."""

    district: District
    appeals: Sequence[Appeal]
    source: Source

    def place(self, fault: Fault) -> Fault | None:
        """Return the fault at the appeal's row; None for a warning that no appeal has to do with."""
        if fault.key is not None:
            return fault
        table = self._table(fault)
        row = -fault.row if fault.row < 0 else self._row(table, fault)
        if row == 0 and fault.level == "warning":
            return None
        name = TABLES[table].zh if table else ""
        reason, repair = _in_order(fault.reason), fault.repair
        column = self._column(table, fault)
        return Fault(
            self.source.file,
            Text(
                f"成立后，{f'{name}：' if name else ''}{reason.zh}",
                f"once upheld, {f'{table}: ' if table else ''}{reason.en}",
            ),
            Text(f"改正这一件的裁决或内容；或{repair.zh}", f"correct the ruling or the line; or {repair.en}"),
            self.source.sheet,
            row,
            self.source.letters.get(column, ""),
            self.source.headers.get(column, ""),
            fault.value,
            fault.level,
        )

    def _table(self, fault: Fault) -> str:
        """Return the table a fault is of, "" if it is of none."""
        for name, spec in TABLES.items():
            source = self.district.sources.get(name, Source(spec.zh))
            same_place = (source.file, source.sheet) == (fault.file, fault.sheet)
            if same_place or (name == fault.file and not fault.sheet):
                return name
        return ""

    def _column(self, table: str, fault: Fault) -> str:
        """Return the column of that name in the table of appeals, which may have none such."""
        letters = self.district.sources.get(table, Source("")).letters
        return next((name for name, letter in letters.items() if letter == fault.column), "")

    def _row(self, table: str, fault: Fault) -> int:
        """Return the row of the appeal about whom or what the fault is about, the person's first; 0 if none is."""
        if not table:
            return 0
        rows = self.district[table]
        cells = rows[rows[ROW] == fault.row]
        people, schools = (
            {code for name in names if name in cells for code in cells[name].tolist()} - {""}
            for names in (("teacher_id", "teacher_a", "teacher_b"), ("school_id",))
        )
        # what happens to a school comes of an appeal about the school before one about somebody who goes there
        latest = sorted(self.appeals, key=lambda one: (bool(one.teacher_id), -one.row))
        about = [one for one in latest if people & {one.teacher_id, one.other}]
        own = [one for one in about if table in _OWN_TABLES.get(one.kind, (table,))]
        there = [one for one in latest if schools & ({one.school_id} | ({one.value} if one.kind == "fact" else set()))]
        return next((one.row for one in (*own, *there, *about)), 0)


_OWN_TABLES: Mapping[Kind, tuple[str, ...]] = {
    "deferral": ("teachers", "outgoing", "locks"),
    "kin": ("relations",),
    "choice": ("choices",),
    "must": ("locks",),
    "never": ("locks",),
    "stay": ("locks", "outgoing"),
}
"""The tables where an appeal about a person changes something; a corrected fact may matter in all."""


def _in_order(reason: Text) -> Text:
    """Say rows numbered below zero as what they are: rows of the table of appeals."""
    return Text(
        re.sub(r"第-(\d+)行", rf"{APPEALS.zh}第\1行", reason.zh),
        re.sub(r"row -(\d+)", r"row \1 of the appeals", reason.en),
    )


def _nobody_left(case: Case, after: Case, appeals: Sequence[Appeal], source: Source) -> Iterator[Fault]:
    """Fault a list of leavers that the hearing empties: without it the plan would choose people itself."""
    if not case.district.named or after.district.named:
        return
    listed = set(case.district["outgoing"]["teacher_id"])
    last = max((a.row for a in appeals if a.teacher_id in listed and a.kind in ("deferral", "stay")), default=0)
    yield Fault(
        source.file,
        Text(
            "成立后，流出名单上一个人也不剩；没有名单，方案会自己挑选流出人员",
            "once upheld, nobody is left on outgoing; without the list the plan would select who leaves",
        ),
        Text(
            "核对裁决；确实都不流出的，今年不必重算", "check the rulings; if nobody leaves, there is nothing to solve"
        ),
        source.sheet,
        last,
        source.letters.get("ruling", ""),
        source.headers.get("ruling", ""),
    )


def _counted(faults: Sequence[Fault]) -> list[Fault]:
    """Return faults that differ in their value only as one, with their number."""
    alike: dict[Fault, list[Fault]] = {}
    for fault in faults:
        alike.setdefault(replace(fault, value=""), []).append(fault)
    return [
        found[0]
        if len(found) == 1
        else replace(one, reason=Text(f"{one.reason.zh}（共{len(found)}处）", f"{one.reason.en} ({len(found)} lines)"))
        for one, found in alike.items()
    ]
