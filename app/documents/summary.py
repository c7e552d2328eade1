"""The numbers a report speaks of, worked out once for the charts, the page and the workbook."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

import pandas as pd

from models.account import Account
from models.district import District
from models.goals.registry import GOALS
from models.plan import Outcome, TierResult
from models.policy import Policy
from models.rules.registry import RULES
from models.tables import OUTSIDE, OUTSIDE_NAME
from models.words import Lang, Text, same

NO_ZONE = Text("未分片区", "no zone")


def run_id(record: Mapping[str, object]) -> str:
    """Return the short name of a run: 12 hex digits of SHA-256 over `inputs`, `policy` and `started` of plan.json.

    Anyone holding plan.json can work it out again: the three keys as compact JSON with sorted keys.
    """
    told = {key: record[key] for key in ("inputs", "policy", "started")}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def gap(tier: TierResult) -> float:
    """Return how far a tier's value may lie above the best possible, as a share of the value (0 where proven)."""
    return 0.0 if tier.proven or tier.value <= tier.bound else (tier.value - tier.bound) / abs(tier.value or 1)


@dataclass(frozen=True)
class Summary:
    """One plan in figures."""

    district: District
    policy: Policy
    outcome: Outcome
    account: Account
    lang: Lang

    def say(self, zh: str, en: str) -> str:
        """Return the wording of the report's language."""
        return Text(zh, en).say(self.lang)

    def column(self, zh: str, en: str) -> str:
        """Return a header that `verify` reads back: the same whatever the bureau calls the thing."""
        return zh if self.lang == "zh" else en

    @cached_property
    def schools(self) -> pd.DataFrame:
        """Account of schools with name and zone; zones in the order the bureau lists them, schools by code."""
        named = self.district.schools[["school_id", "name", "zone"]]
        zone = named["zone"].where(named["zone"] != "", NO_ZONE.say(self.lang))
        joined = self.account.schools.merge(named.assign(zone=zone), on="school_id")
        joined["change"] = joined["headcount_after"] - joined["headcount_before"]
        joined["over_before"] = (joined["headcount_before"] - joined["establishment"]).clip(lower=0)
        joined["over_after"] = (joined["headcount_after"] - joined["establishment"]).clip(lower=0)
        place = {name: i for i, name in enumerate(zone.drop_duplicates())}
        return joined.sort_values(
            ["zone", "school_id"], key=lambda c: c.map(place) if c.name == "zone" else c, ignore_index=True
        )

    @property
    def zoned(self) -> bool:
        """Whether the schools table names any zone."""
        return bool((self.district.schools["zone"] != "").any())

    @cached_property
    def flows(self) -> pd.DataFrame:
        """Moves between zones: origin, destination, people."""
        zone = dict(zip(self.schools["school_id"], self.schools["zone"], strict=True))
        moves = self.account.moves
        ends = pd.DataFrame({"origin": moves["from_school"].map(zone), "destination": moves["to_school"].map(zone)})
        return ends.groupby(["origin", "destination"]).size().reset_index(name="people")

    def shortage_by(self, key: Literal["zone", "subject"]) -> pd.DataFrame:
        """Return required, before, out, in, after and both shortages of posts, summed by zone or subject.

        Zones come in the bureau's order, subjects with the largest shortage first.
        """
        zone = dict(zip(self.schools["school_id"], self.schools["zone"], strict=True))
        posts = self.account.posts.assign(zone=self.account.posts["school_id"].map(zone))
        posts["shortage_before"] = (posts["required"] - posts["before"]).clip(lower=0)
        posts["shortage_after"] = (posts["required"] - posts["after"]).clip(lower=0)
        columns = ["required", "before", "out", "in", "after", "shortage_before", "shortage_after"]
        table = posts.groupby(key)[columns].sum()
        if key == "zone":
            return table.reindex(self.schools["zone"].drop_duplicates(), fill_value=0).reset_index()
        return table.reset_index().sort_values(
            ["shortage_before", "shortage_after", key], ascending=[False, False, True], ignore_index=True
        )

    @cached_property
    def ranks(self) -> pd.Series:
        """Movers by what became of their choices: rank 1, 2, ... ; 0 outside their list; -1 stated none."""
        moves = self.account.moves
        stated = moves["teacher_id"].isin(self.district["choices"]["teacher_id"])
        grade = moves["choice_rank"].fillna(0).where(stated, -1).astype("int64")
        return grade.value_counts().sort_index()

    @cached_property
    def movers(self) -> pd.DataFrame:
        """Account of moves with the people's name, sex and title, the post left, and both schools' names and zones."""
        people = self.district.teachers[["teacher_id", "name", "sex", "title", "stage", "subject"]]
        people = people.rename(columns={"stage": "old_stage", "subject": "old_subject"})
        outside = {"school_id": OUTSIDE, "name": OUTSIDE_NAME.say(self.lang), "zone": ""}
        places = pd.concat([self.schools[["school_id", "name", "zone"]], pd.DataFrame([outside])])
        joined = self.account.moves.merge(people, on="teacher_id", how="left")
        for end in ("from", "to"):
            named = places.rename(columns={"school_id": f"{end}_school", "name": f"{end}_name", "zone": f"{end}_zone"})
            joined = joined.merge(named, on=f"{end}_school", how="left")
        joined[["choice_rank", "round"]] = joined[["choice_rank", "round"]].astype(object)
        names = ["from_name", "from_zone", "to_name", "to_zone"]
        joined[names] = joined[names].fillna("")
        return joined.sort_values("teacher_id", ignore_index=True)

    @property
    def moved(self) -> int:
        """People moved."""
        return len(self.account.moves)

    @property
    def stated(self) -> int:
        """People moved who had stated choices."""
        return int(self.ranks[self.ranks.index >= 0].sum())

    def within_choice(self, rank: int) -> float | None:
        """Return the share of movers who stated choices and got one of at most that rank; None if nobody did."""
        if not self.stated:
            return None
        granted = self.ranks[(self.ranks.index >= 1) & (self.ranks.index <= rank)]
        return float(granted.sum()) / self.stated

    @property
    def shortage(self) -> tuple[int, int]:
        """Shortage of the whole district before and after."""
        schools = self.account.schools
        return int(schools["shortage_before"].sum()), int(schools["shortage_after"].sum())

    @property
    def started(self) -> str:
        """When the solve began, to the minute, as people write it."""
        try:
            return datetime.fromisoformat(self.outcome.started).strftime("%Y-%m-%d %H:%M")
        except ValueError:
            return self.outcome.started

    @property
    def breaches(self) -> int:
        """Breaches of hard rules the independent check found."""
        return sum(self.outcome.rules.values())

    @property
    def first_open(self) -> TierResult | None:
        """The first tier not proven best, or None."""
        return next((tier for tier in self.outcome.tiers if not tier.proven), None)

    def tier_name(self, tier: TierResult) -> str:
        """Name a tier by its goals."""
        return " + ".join(goal_words(g)[0].say(self.lang) for g in tier.goals)


def percent(share: float) -> str:
    """Write a share to the reader: whole percents, never rounding a remainder up to 100 % or down to 0 %."""
    if 0 < share < 0.01:
        return "<1%"
    if 0.99 < share < 1:
        return ">99%"
    return f"{share:.0%}"


def gap_words(share: float) -> str:
    """Write a gap to the reader; one that is not zero never looks like zero."""
    return "<0.1%" if 0 < share < 0.001 else f"{share:.1%}"


def rule_words(name: str) -> tuple[Text, Text]:
    """Return the title and clause of a hard rule; a rule this version does not know goes by its name."""
    rule = RULES.get(name)
    return (rule.title, rule.clause) if rule else (same(name), same(""))


def goal_words(name: str) -> tuple[Text, Text]:
    """Return the title and meaning of a goal; a goal this version does not know goes by its name."""
    goal = GOALS.get(name)
    return (goal.title, goal.meaning) if goal else (same(name), same(""))
