"""A re-run after appeals: heard, solved with the fewest changes, explained, and written with what it was made from.

The folder carries the tables as heard and the plan it was to change least, so that `explain` and `verify` need no more.
"""

from __future__ import annotations

import csv
import hashlib
import io
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from app.documents.changed import changed_rows, changes_csv
from app.documents.summary import run_id
from app.documents.write import Along, write_plan
from app.inputs import UNUSABLE, leave
from app.made_plan import MadePlan
from models.appeals.appeal import Appeal, upheld
from models.appeals.breaks import breaks
from models.appeals.faults import faults_of
from models.appeals.hearing import Heard, hearings
from models.appeals.read import AppealsRead, read_appeals
from models.appeals.words import person, school
from models.case import Case
from models.change import Change, LineAdded, applied
from models.intake.faults import Fault, UnreadableError
from models.plan import Move, Outcome, Plan
from models.recount import Recount
from models.words import Lang, Text, many
from optimizer.appeal.chain import Changed, chains
from optimizer.appeal.reconsider import Reconsidered, reconsider
from optimizer.events import Settings
from optimizer.solve import Progress, solve
from scenarios.tables import district_bytes

BASELINE, TABLES = "baseline.csv", "tables"


@dataclass(frozen=True)
class Hearing:
    """The appeals against a published plan, heard.

    Attributes
    ----------
    heard : each upheld appeal with what it changes.
    case : the district with all of that made; the published plan is its baseline.
    warnings : what the planner should look at.
    """

    published: MadePlan
    read: AppealsRead
    heard: tuple[Heard, ...]
    case: Case
    warnings: tuple[Fault, ...]

    @property
    def appeals(self) -> tuple[Appeal, ...]:
        """All appeals, whatever their ruling."""
        return self.read.appeals or ()

    def count(self, ruling: str) -> int:
        """Count the appeals with a ruling."""
        return sum(appeal.ruling == ruling for appeal in self.appeals)


@dataclass(frozen=True)
class Rerun:
    """What a re-run came to.

    Attributes
    ----------
    case : what was solved.
    reconsidered : what looking again at people whose choices or facts were corrected came to.
    files : what the folder carries: the tables as heard, and the published plan.
    places : teacher -> school, for those whose corrected choices or facts lead elsewhere than published.
    changed : who fares otherwise than published; empty without a plan.
    """

    hearing: Hearing
    case: Case
    outcome: Outcome
    reconsidered: Reconsidered
    files: Mapping[str, bytes]
    changed: tuple[Changed, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def recount(self) -> Recount:
        """What was solved, a person at a time: to call people, schools and posts by name."""
        return Recount(self.case.district, self.case.policy)


def hear(published: MadePlan, appeals: Path, lang: Lang) -> Hearing:
    """Read and hear the appeals against a plan; ends with 2, naming every fault at once."""
    try:
        read = read_appeals(appeals, published.case)
    except UnreadableError as error:
        leave(UNUSABLE, [error.text], lang)
    if read.appeals is None:
        leave(UNUSABLE, _told(read.faults), lang)
    heard, case = hearings(published.case, read.appeals)
    found = (*read.faults, *faults_of(published.case, read.appeals, read.source))
    if any(fault.level == "fault" for fault in found):
        leave(UNUSABLE, _told(found), lang)
    # The choosing is over: what stages matched is kept by changing the fewest, and gives way to a ruling.
    return Hearing(published, read, heard, replace(case, baseline=published.plan, granted=()), found)


def _told(faults: tuple[Fault, ...]) -> list[Text]:
    wrong = [fault for fault in faults if fault.level == "fault"]
    head = Text(f"申诉表有{len(wrong)}处问题，先改正：", f"the appeals have {many(len(wrong), 'fault')}; mend first:")
    return [head, *(Text(fault.say("zh"), fault.say("en")) for fault in wrong)]


def rerun(hearing: Hearing, settings: Settings, show: Callable[[Progress], None] | None = None) -> Rerun:
    """Solve again with the fewest changes, and say why each was needed.

    Raises
    ------
    DefectError : if the plan fails the independent check.
    """
    again = _looked_at_again(hearing, settings)
    kept = {code: to for code, to in _kept_places(hearing).items() if code not in again.places}
    places = {**again.places, **kept}
    case = applied(hearing.case, _locks(hearing, places))
    files = {f"{TABLES}/{name}": content for name, content in district_bytes(case.district).items()}
    files[BASELINE] = moves_csv(hearing.published.plan)
    case = replace(case, district=replace(case.district, inputs=_digests(hearing, files)))
    published = hearing.published
    with ThreadPoolExecutor(1, initializer=_undisturbed) as beside:  # the solve works in a process of its own
        broken = beside.submit(breaks, published.case, hearing.appeals, published.plan)
        outcome = solve(case, settings, show)
        if outcome.plan is None:
            return Rerun(hearing, case, outcome, again, files, places=places)
        changed = chains(case, published.plan, outcome.plan, _own(hearing), broken.result())
    return Rerun(hearing, case, outcome, again, files, changed, places)


def _undisturbed() -> None:
    """Leave Ctrl-C to the thread that can hold it back."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])


def _looked_at_again(hearing: Hearing, settings: Settings) -> Reconsidered:
    """Decide anew on whose choices or facts were corrected, but not on whom an earlier re-run decided so already."""
    known = _kept_places(hearing)
    fresh = [appeal for appeal in upheld(hearing.appeals) if appeal.teacher_id not in known]
    choices = {appeal.teacher_id for appeal in fresh if appeal.kind == "choice"}
    facts = {appeal.teacher_id for appeal in fresh if appeal.kind == "fact"}
    return reconsider(hearing.case, choices, facts, settings) if choices | facts else Reconsidered({})


def _kept_places(hearing: Hearing) -> dict[str, str]:
    """Return the places an earlier re-run, now the published plan, gave those whose appeal is still upheld."""
    record = hearing.published.record or {}
    told = record.get("appeals")
    places = told.get("places") if isinstance(told, dict) else None
    asked = {appeal.teacher_id for appeal in upheld(hearing.appeals) if appeal.kind in ("choice", "fact")}
    return {code: to for code, to in places.items() if code in asked} if isinstance(places, dict) else {}


def _locks(hearing: Hearing, places: Mapping[str, str]) -> list[Change]:
    """Return the locks that hold people where they were placed when looked at again."""
    rows = {appeal.teacher_id: appeal.row for appeal in upheld(hearing.appeals)}
    district, locks = hearing.case.district, hearing.case.district["locks"]
    held = set(locks["teacher_id"][locks["action"] == "must"])
    made: list[Change] = []
    for code, to in sorted(places.items()):
        if code in held:
            continue
        who, where = person(district, code), school(district, to)
        said = Text(
            f"锁定表：{who.zh}加一行“必须去{where.zh}”（申诉成立，重新安排）",
            f"table locks: add must {where.en} for {who.en} (placed again after the appeal)",
        )
        ground = f"申诉表第{rows[code]}行成立，按更正后的情况重新安排"
        made.append(
            LineAdded(
                "locks", ((("teacher_id", code), ("action", "must"), ("school_id", to), ("reason", ground)),), said
            )
        )
    return made


def _own(hearing: Hearing) -> dict[str, list[int]]:
    """Return teacher -> rows of the upheld appeals about this person's own place."""
    own: dict[str, list[int]] = {}
    for appeal in upheld(hearing.appeals):
        if appeal.teacher_id and appeal.kind != "kin":
            own.setdefault(appeal.teacher_id, []).append(appeal.row)
    return own


def _digests(hearing: Hearing, files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the record of inputs: the tables as heard, the published plan, and the policy file as before."""
    told = {Path(name).name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    then = (hearing.published.record or {}).get("inputs", {})
    policy = {name: sha for name, sha in then.items() if Path(name).suffix.lower() == ".toml"}
    return {**told, **policy}


def _published(hearing: Hearing) -> dict[str, str]:
    """Return the short name of the run that was published, where its plan.json tells."""
    record = hearing.published.record
    return {} if record is None or "started" not in record else {"published": run_id(record)}


def moves_csv(plan: Plan) -> bytes:
    """Return the four columns a plan needs (rulebook 8) as a CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([Move._fields, *plan.moves])
    return text.getvalue().encode("utf-8-sig")


def write_rerun(folder: Path, made: Rerun, lang: Lang) -> None:
    """Write the plan folder of a re-run; see `write_plan`."""
    case, hearing = made.case, made.hearing
    rows = changed_rows(made.recount, made.changed, lang)
    files = dict(made.files)
    if made.outcome.plan is not None:
        files["changes.csv"] = changes_csv(rows)
    told: dict[str, Any] = {
        "file": hearing.read.file,
        "sha256": hearing.read.sha256,
        **{ruling: hearing.count(ruling) for ruling in ("upheld", "dismissed", "pending")},
        **_published(hearing),
        **({"changed": len(made.changed)} if made.outcome.plan is not None else {}),
        "places": dict(made.places),
    }
    write_plan(
        folder,
        case.district,
        case.policy,
        case.standing,
        made.outcome,
        lang,
        {"district": TABLES, "baseline": BASELINE},
        Along(files, {"appeals": told}, rows if made.outcome.plan is not None else None),
    )
