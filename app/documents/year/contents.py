"""What a year's papers tell, worked out once: who moves, who is kept though due, where each paper comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from app.documents.notice_page import inputs_digest
from app.documents.summary import run_id
from app.documents.year.masks import identities, public_number
from app.documents.year.papers import NOT_FINAL, STAGES, YearPapers, YearPapersError
from models.account import Account, account
from models.case import Case
from models.check import CheckResult, check_plan
from models.explain.own_case import short
from models.intake.dates import month_text
from models.plan import Move, Plan
from models.policy_schedule import Step, say_day
from models.recount import Recount
from models.tables import OUTSIDE, OUTSIDE_NAME
from models.terms import AFTER_TERM
from models.units import topmost
from models.words import Idiom, Lang, Text
from optimizer.appeal.chain import changed_people

WORKING = Text("仅限局内使用", "for the bureau only")
SEX = {"男": "male", "女": "female"}
HEAD = 16
"""Hex digits of the record's hash that a page bears."""
_REPORT = re.compile(r"报到|report", re.IGNORECASE)
_LIST_OF_KEPT = re.compile(r"(?:暂缓|不交流|不轮岗).*名单")

_GOES_BACK = AFTER_TERM["return"]

Row = dict[str, Any]


def say_date(day: date) -> Text:
    """Say a day."""
    return Text(f"{day.year}年{day.month}月{day.day}日", day.isoformat())


class Contents:
    """One plan as its papers tell it.

    Parameters
    ----------
    lang : the reader's language; the bureau's own words are put in if they are not yet.

    Raises
    ------
    YearPapersError : if the plan breaks a hard rule.
    """

    def __init__(self, papers: YearPapers, lang: Lang) -> None:
        self.papers, self.made = papers, papers.made
        self.case: Case = papers.made.case
        self.district, self.policy = self.case.district, self.case.policy
        self.plan: Plan = papers.made.plan
        self._shown: dict[str, str] = {}
        self.lang = lang if isinstance(lang, Idiom) else self.policy.spoken(lang, self.district)
        if self.checked.breaches:
            count = len(self.checked.breaches)
            raise YearPapersError(
                [
                    Text(
                        f"方案违反硬规则{count}处，不能据以制发文书；先用 verify 查看。",
                        f"The plan breaks hard rules ({count}), and no papers are made of such a plan: see them with "
                        "verify.",
                    )
                ]
            )

    def say(self, zh: str, en: str) -> str:
        """Return the wording of the reader's language."""
        return Text(zh, en).say(self.lang)

    @cached_property
    def checked(self) -> CheckResult:
        """The plan held against every rule."""
        return check_plan(self.district, self.policy, self.plan, self.case.baseline, self.case.granted)

    @cached_property
    def recount(self) -> Recount:
        """The case as the check counts it."""
        return Recount(self.district, self.policy)

    @cached_property
    def account(self) -> Account:
        """The plan counted."""
        return account(self.district, self.policy, self.case.standing, self.plan)

    # ---- where it comes from ----

    @cached_property
    def run(self) -> str:
        """The run's short name, "" where no record of a solve comes with the plan."""
        record = self.made.record
        return run_id(record) if record is not None and {"inputs", "policy", "started"} <= record.keys() else ""

    @cached_property
    def digest(self) -> str:
        """The hash of what was read."""
        record = self.made.record
        return inputs_digest(self.district.inputs if record is None else record.get("inputs", {}))

    @property
    def source(self) -> str:
        """Say which run, inputs and record entry a page was made from."""
        none = self.say("（无求解记录）", "(no record of a solve)")
        parts = [
            self.say("运行编号 ", "Run ") + (self.run or none),
            self.say("输入 SHA-256 ", "Inputs SHA-256 ") + self.digest,
            *([self.say("记录 ", "Record ") + self.papers.head[:HEAD]] if self.papers.head else []),
        ]
        return self.say("　", ", ").join(parts)

    @property
    def working_source(self) -> str:
        """Say the same on a paper that stays in the bureau."""
        return WORKING.say(self.lang) + self.say("　", ". ") + self.source

    def day(self, day: date) -> str:
        """Say a day."""
        return say_date(day).say(self.lang)

    @property
    def period(self) -> str:
        """Say when objections are heard, or leave room for it."""
        told = self.papers.period
        if told is None:
            return self.say("＿＿＿＿年＿＿月＿＿日至＿＿月＿＿日", "____________ to ____________")
        words = told.words.say(self.lang)
        days = self.say(
            f"{self.day(told.first)}至{self.day(told.last)}", f"{told.first.isoformat()} to {told.last.isoformat()}"
        )
        return days + (self.say(f"（{words}）", f" ({words})") if words else "")

    @property
    def mark(self) -> str:
        """What a paper that people act on bears until the plan is final, "" from then on: nobody moves by it before."""
        return "" if self.papers.stage == "final" else NOT_FINAL.say(self.lang)

    def values(self, title: str, source: str) -> Row:
        """Return the fields that every paper may ask for."""
        return {
            "policy": self.policy.name,
            "year": self.papers.year,
            "stage": STAGES[self.papers.stage].say(self.lang),
            "title": title,
            "period": self.period,
            "made_on": self.day(self.papers.made_on),
            "source": source,
            "use": WORKING.say(self.lang),
        }

    # ---- people and places ----

    @cached_property
    def people(self) -> dict[str, Row]:
        """The roster's rows by staff number."""
        rows = self.district.teachers.to_dict("records")
        return {str(row["teacher_id"]): {str(key): value for key, value in row.items()} for row in rows}

    @cached_property
    def _names(self) -> dict[str, str]:
        schools = self.district.schools
        names = dict(zip(schools["school_id"], schools["name"], strict=True))
        return {**names, OUTSIDE: OUTSIDE_NAME.say(self.lang)}

    def school(self, code: str) -> str:
        """Name a school; a code the tables do not know stands for itself."""
        return self._names.get(code, code)

    @cached_property
    def unit(self) -> dict[str, str]:
        """School -> the code of its unit 单位."""
        codes = self.district.schools["school_id"].to_numpy(object)
        return dict(zip(codes, codes[topmost(self.district)], strict=True))

    def post(self, stage: str, subject: str) -> str:
        """Name a post at a school."""
        return self.say(f"{stage}{subject}", f"{stage} {subject}".strip()) if self.lang == "en" else f"{stage}{subject}"

    def number(self, code: str) -> str:
        """Return a staff number for papers that others may see, "" where it would tell of birth or identity."""
        if code not in self._shown:
            self._shown[code] = self._number(code)
        return self._shown[code]

    def _number(self, code: str) -> str:
        row = self.people[code]
        born = row["birth_date"]
        birth: str = "" if pd.isna(born) else month_text(int(born)).replace("-", "")
        return public_number(code, identities(row.values()), birth)

    def person(self, code: str) -> Row:
        """Return who somebody is and where, for any paper."""
        row = self.people[code]
        return {
            "number": self.number(code) or self.say("略", "left out"),
            "name": str(row["name"]),
            "school": self.school(str(row["school_id"])),
            "school_code": str(row["school_id"]),
            "post": self.post(str(row["stage"]), str(row["subject"])),
        }

    @cached_property
    def moves(self) -> dict[str, Row]:
        """Staff number -> the move, in order of round, school entered, staff number."""
        counted = self.account.moves.copy()
        counted["order"] = counted["round"].fillna(0).astype("int64")
        found = {}
        for move in counted.sort_values(["order", "to_school", "teacher_id"]).to_dict("records"):
            code, to = str(move["teacher_id"]), str(move["to_school"])
            who = self.person(code)
            to_post = "" if to == OUTSIDE else self.post(str(move["stage"]), str(move["subject"]))
            found[code] = {
                "number": who["number"],
                "name": who["name"],
                "sex": self.sex(code),
                "from_school": who["school"],
                "from_code": who["school_code"],
                "from_post": who["post"],
                "to_school": self.school(to),
                "to_code": to,
                "to_post": to_post,
                "new_post": "" if to_post == who["post"] else to_post,
                "round": "" if pd.isna(move["round"]) else int(move["round"]),
                "same_day": self.say("互换", "same day") if move["ring"] else "",
                "route": _GOES_BACK.say(self.lang) if move["route"] == _GOES_BACK.zh else str(move["route"]),
                "transfer": self.say("调动", "moves") if move["transfer"] else self.say("不动", "stays"),
                "term": self._term(move["term_end"]),
            }
        return found

    @cached_property
    def changed(self) -> dict[str, tuple[Move | None, Move | None]]:
        """Who fares otherwise than published, with the move then and now; None for who stays. Empty for no re-run."""
        if self.papers.published is None:
            return {}
        found = changed_people(self.papers.published.plan, self.plan)
        return {code: (was, now) for code, was, now in found if code in self.people}

    def own_move(self, code: str) -> Move | None:
        """Return somebody's move; None for who stays."""
        return next((move for move in self.plan.moves if move.teacher_id == code), None)

    def otherwise(self, code: str) -> Text:
        """Say to somebody whom a re-run treats otherwise than published what was published, and what holds now.

        Nothing is told of the reason: it may be somebody else's appeal.
        """
        was, now = map(self.place, self.changed[code])
        return Text(
            f"公示的安排是{was.zh}，申诉复核后调整为{now.zh}（申诉复核以变动最少为原则）。",
            f"As published you were {was.en}; after appeals were heard you are {now.en} (they are heard with the "
            "fewest changes).",
        )

    def place(self, move: Move | None) -> Text:
        """Say where a move leads, without the person: “调往甲校小学语文”, “不调动”."""
        if move is None:
            return Text("不调动", "not to move")
        if move.to_school == OUTSIDE:
            return Text(f"去往{OUTSIDE_NAME.zh}", f"to leave for {OUTSIDE_NAME.en}")
        to = self.school(move.to_school)
        return Text(f"调往{to}{move.stage}{move.subject}", f"to move to {to}, {move.stage} {move.subject}")

    def sex(self, code: str) -> str:
        """Say somebody's sex."""
        sex = str(self.people[code]["sex"])
        return sex if self.lang == "zh" else SEX.get(sex, sex)

    def _term(self, end: Any) -> str:
        """Say from when to when an exchange lasts; "" without a term."""
        if pd.isna(end):
            return ""
        first, last = month_text(self.policy.month), month_text(int(end))
        return self.say(f"{first}至{last}", f"{first} to {last}")

    @cached_property
    def due(self) -> dict[str, str]:
        """Staff number -> the clause by which somebody is due, were nobody barred or deferred."""
        found: dict[str, str] = {}
        codes = self.district.teachers["teacher_id"].to_numpy(object)
        for clause in self.policy.clauses("due"):
            for code in codes[self.case.facts.who(clause.asked)]:
                found.setdefault(str(code), clause.name)
        return found

    @cached_property
    def deferred(self) -> tuple[str, ...]:
        """Who is due by a clause, and deferred."""
        return tuple(self._kept(deferred=True))

    @cached_property
    def kept(self) -> tuple[str, ...]:
        """Who is due by a clause, and neither deferred nor moved."""
        return tuple(self._kept(deferred=False))

    def _kept(self, *, deferred: bool) -> Iterator[str]:
        category = dict(zip(self.district.teachers["teacher_id"], self.case.standing.category, strict=True))
        for code in self.in_order(self.due):
            if code not in self.moves and (category[code] == "deferred") == deferred:
                yield code

    def in_order(self, codes: Any) -> list[str]:
        """Sort people by school, subject, staff number."""
        return sorted(codes, key=lambda c: (self.people[c]["school_id"], self.people[c]["subject"], c))

    @property
    def publishes_kept(self) -> bool:
        """Whether the bureau's document has lists of the deferred and the not exchanged published, as its forms say."""
        return any(_LIST_OF_KEPT.search(form.name) for form in self.policy.forms)

    @property
    def _reporting(self) -> Step | None:
        """The step of the policy's calendar at which movers report at their new school."""
        return next((step for step in self.policy.calendar if _REPORT.search(f"{step.name}{step.words}")), None)

    @property
    def report(self) -> str:
        """Say when movers report at their new school, as the policy's calendar says; room for it where it does not."""
        step = self._reporting
        if step is None:
            return self.say("请于＿＿＿＿年＿＿月＿＿日前报到", "Report by ____________")
        words = short(step.words).rstrip("。.")
        zh = "，".join(filter(None, (step.when.zh, words)))
        en = ", ".join(filter(None, (step.when.en, words)))
        return self.say(f"{step.name}：{zh}" if zh else step.name, f"{step.name}: {en}" if en else step.name)

    @property
    def report_at_school(self) -> str:
        """Ask a school to tell its people when they report."""
        step, day = self._reporting, Text("＿＿＿＿年＿＿月＿＿日", "____________")
        if step is not None and step.until is None:
            return self.say(
                f"请通知本人到接收学校报到（{self.report}）",
                f"Please tell them to report at their new school ({self.report})",
            )
        day = day if step is None or step.until is None else say_day(step.until)
        return self.say(
            f"请通知本人于{day.zh}前到接收学校报到", f"Please tell them to report at their new school by {day.en}"
        )
