"""Years exchanged that only the roster tells: carried into history before the first year's exchanges are.

As long as a district gives no history, the roster's `exchange_years` counts; once there is a row of history, every
fact is told from that table alone (rulebook 1). The first year's exchanges would make it forget all earlier ones,
and people exchanged two years ago would be due again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from models.case import Case
from models.district import District, IntArray, frame
from models.facts import Facts
from models.history_facts import HistoryFacts
from models.policy_facts import BUILT_IN, HistoryFact
from models.policy_uses import tests, uses
from models.words import Text, many

TOLD = "以前年度交流（按花名册年限折算）"
"""The type of the rows carried."""
LISTED = 5
"""So many people are named; the others are counted."""
COUNTED = next(fact for fact in BUILT_IN if fact.name == "exchange_years")


def years_to_tell(district: District, month: int) -> pd.DataFrame:
    """Return the rows of history that stand for years only the roster tells; none where history is given.

    A row a person, of as many months, up to the policy's month: when the years were, the roster does not say, and
    so they count longest for whom they protect. Who is inside a running term (`term_end`, `origin_school`) is
    exchanged since joining the school at the latest, and until the term ends. Where to and where from stay empty.

    Parameters
    ----------
    month : the policy's month, 12 * year + month.
    """
    if len(district["history"]):
        return frame("history", [])
    teachers = district.teachers
    serving = _serving(district, month)
    so_far = np.where(serving, month - teachers["joined"].fillna(month).to_numpy(np.int64), 0)
    months = np.maximum(_whole_months(teachers["exchange_years"]), so_far)
    ends = np.where(serving, teachers["term_end"].fillna(month).to_numpy(np.int64), month)
    rows: list[Mapping[str, object]] = [
        {"teacher_id": code, "start": month - length, "end": end, "type": TOLD}
        for code, length, end in zip(teachers["teacher_id"], months.tolist(), ends.tolist(), strict=True)
        if length > 0
    ]
    return frame("history", rows)


def with_years_counted(district: District, month: int) -> District:
    """Write the roster's `exchange_years` as history will count it in a month, so that the two agree.

    A column nobody filled, and one without a history to count, stay as they are.
    """
    teachers = district.teachers
    if not len(district["history"]) or teachers["exchange_years"].isna().all():
        return district
    counted = HistoryFacts(district, month, Facts(district, month).schools).fact(COUNTED)
    years = pd.Series(np.asarray(counted.cells, dtype=np.float64), index=teachers.index)
    return district.with_table("teachers", teachers.assign(exchange_years=years))


def notes_on_next_year(case: Case) -> tuple[Text, ...]:
    """Say what `scenarios.year.next_year` had to guess, and what the policy reads that it cannot tell."""
    told = years_to_tell(case.district, case.policy.month)
    said = [*_rewritten(case)]
    if told.empty:
        return tuple(said)
    said.append(
        Text(
            f"没有交流经历表，花名册上{len(told)}人的交流年限已折算为交流经历（类型“{TOLD}”，从本年往前推算），"
            "以后由交流经历表计算；真实的起止年月、学校查得到的，请在该表改正",
            f"there is no table history: the years exchanged of {many(len(told), 'person', 'people')} on the roster "
            f"became rows of it (type '{TOLD}', counted back from this year), and facts are told from it from now on; "
            "where the true months and schools are known, mend them there",
        )
    )
    blank = case.district.teachers["exchange_years"].isna() & ~case.district.teachers["teacher_id"].isin(
        told["teacher_id"]
    )
    if blank.any():
        count = int(blank.sum())
        said.append(
            Text(
                f"花名册上{count}人没有填写近六年交流年限，以后按没有交流过计算",
                f"exchange_years is empty for {many(count, 'person', 'people')} on the roster: from now on they count "
                "as never exchanged",
            )
        )
    return (*said, *_limits(case))


def _rewritten(case: Case) -> Iterator[Text]:
    """Name the people of whom the roster told other years than history, which stood, and is now copied there."""
    district = case.district
    if not len(district["history"]):
        return
    mine = np.floor(district.teachers["exchange_years"].to_numpy(np.float64))
    counted = HistoryFacts(district, case.policy.month, case.facts.schools).fact(COUNTED)
    other = ~np.isnan(mine) & (mine != np.asarray(counted.cells, dtype=np.float64))
    codes = district.teachers["teacher_id"][other].tolist()
    if codes:
        listed = ", ".join(codes[:LISTED])
        more = Text("等", ", ...") if len(codes) > LISTED else Text("", "")
        yield Text(
            f"{len(codes)}人（{listed.replace(', ', '、')}{more.zh}）花名册所填的近六年交流年限与交流经历表不符，"
            "明年的花名册已按交流经历表改写",
            f"the roster told other years exchanged than history of {many(len(codes), 'person', 'people')} "
            f"({listed}{more.en}): next year's roster is written as history has it",
        )


def _limits(case: Case) -> Iterator[Text]:
    """Say of each fact the policy asks for what the carried rows cannot tell."""
    asked = {test.condition.column for use in uses(case.policy) for test in tests(use) if test.about == "people"}
    for fact in (*BUILT_IN, *case.policy.facts):
        if fact.name in asked and (said := _limit(fact)) is not None:
            yield Text(f"方案用到“{fact.name}”：{said.zh}", f"the policy asks for '{fact.name}': {said.en}")


def _limit(fact: HistoryFact) -> Text | None:
    if fact.credited:
        return None  # of applications; the roster tells none
    if fact.asked or fact.to:
        return Text(
            "它只数写明类型、学校、考核等的经历，折算的年限不计入",
            "it counts exchanges of a type, place or result; the years carried have none and do not count",
        )
    match fact.count:
        case "since":
            return Text(
                "折算的年限算到本年为止，实际可能结束得更早，距今年数会偏少",
                "the years carried end this year, and may have ended earlier: it may come out too small",
            )
        case "times":
            return Text("折算的年限只算一次", "the years carried count as one exchange")
        case "units" | "places":
            return Text("折算的年限没有学校，不增加单位和去向", "the years carried name no school and add none to it")
        case "result":
            return Text("折算的年限没有考核等次", "the years carried have no result")
        case "years" | "months":
            if fact.window is None or fact.window >= (COUNTED.window or 0):
                return None
            return Text(
                f"它只看最近{fact.window}年，折算的年限都算在最近，可能偏多",
                f"it looks back {many(fact.window, 'year')}, and the years carried are all taken to be the last ones: "
                "it may come out too large",
            )


def _serving(district: District, month: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return who is away from a school of origin in a term that runs, shape (teachers,)."""
    teachers = district.teachers
    running = (teachers["term_end"] > month).fillna(False).to_numpy(bool)
    away = (teachers["origin_school"] != "") & (teachers["origin_school"] != teachers["school_id"])
    return np.asarray(running & away.to_numpy(bool))


def _whole_months(years: pd.Series) -> IntArray:
    """Return years as months; part of a year is never rounded to a full one, which clauses ask for."""
    told = years.fillna(0).to_numpy(np.float64)
    full = np.floor(told)
    part = np.minimum(11, np.round(12 * (told - full)))
    return np.asarray(12 * full + part, dtype=np.int64)
