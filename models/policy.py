"""A policy: a bureau's rotation document as typed data, read from TOML by `models.policy_file`.

Source: rulebook 2 (clauses), 4 (hard rules), 5 (goals and tiers). Every key is documented, with the
clause it stands for, in `docs/policy.md`.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from models.filter_columns import english
from models.filters import EVERYBODY, MONTH, Condition, Filter
from models.policy_choices import ChoicesEach
from models.policy_facts import Gate, HistoryFact, SchoolShare, refuse_known_names
from models.policy_fields import LARGEST, ClauseWho, Part, Weight, Who, one_or_many, refuse_same_names
from models.policy_rules import Balance, Quota, Route, Rules
from models.policy_schedule import Form, Step
from models.policy_score import Score
from models.policy_stages import MODE_TITLES, Mode, Ranking, Stage, refuse_wrong_stages
from models.vocabulary import Vocabulary, in_words_of
from models.wording import WordingError, Wrong
from models.words import Lang, Text

__all__ = [
    "CLAUSE_KINDS", "Attribute", "Balance", "Category", "ChoiceGoal", "Clause", "Deferral", "GoalName", "Goals", "Part",
    "Policy", "Preference", "Quota", "Ranking", "Route", "Rules", "Stage", "Tier",
]  # fmt: skip

GoalName = Literal[
    "place", "fill", "choice", "distance", "reunite", "structure", "moves", "prefer", "quota", "downgrade", "surplus",
    "changes", "lottery", "lottery2",
]  # fmt: skip
Category = Literal["barred", "deferred", "due", "free", "settled"]
CLAUSE_KINDS: tuple[Literal["barred", "deferred", "due", "free"], ...] = ("barred", "deferred", "due", "free")


class Clause(Part):
    """A named clause that puts people in a category (rulebook 2)."""

    name: str = Field(min_length=1)
    words: str = ""
    who: ClauseWho = EVERYBODY

    @property
    def asked(self) -> Filter:
        """Who is caught by it."""
        return self.who

    @property
    def waived_by_lock(self) -> bool:
        """Whether a `must` lock takes people out of it."""
        return False


class Deferral(Clause):
    """A clause that defers people; it may ask for a certificate, and be waived (the documents' 可以).

    Attributes
    ----------
    certified : a column of people that must say yes, e.g. whether the bureau consents.
    waived_by : what takes a person out of it: that the person applies, or a `must` lock.
    """

    certified: str = ""
    waived_by: Annotated[tuple[Literal["applies", "lock"], ...], BeforeValidator(one_or_many)] = ()

    @field_validator("certified")
    @classmethod
    def _in_english(cls, column: str) -> str:
        return english(column, "people")

    @property
    def certificate(self) -> Filter:
        """Who has the certificate it asks for; everybody, if it asks for none."""
        return Filter((Condition(self.certified, one_of=(True,)),)) if self.certified else EVERYBODY

    @property
    def asked(self) -> Filter:
        """Who is deferred, but for a lock that waives it."""
        stays = (Condition("applies", none_of=(True,)),) if "applies" in self.waived_by else ()
        return replace(self.who, conditions=(*self.who.conditions, *self.certificate.conditions, *stays))

    @property
    def waived_by_lock(self) -> bool:
        """Whether a `must` lock takes people out of it."""
        return "lock" in self.waived_by


class ChoiceGoal(Part):
    """志愿: points of goal `choice`."""

    weight: Literal["one", "score"] = "one"
    unlisted: int = Field(default=10, ge=0, le=LARGEST)


class Attribute(Part):
    """One attribute that goal `structure` spreads evenly."""

    name: str = Field(min_length=1)
    who: Who


class Preference(Part):
    """One class of goal `prefer`: people better moved (counted while they stay), or better left."""

    name: str = Field(min_length=1)
    who: Who = EVERYBODY
    weight: Weight = 1
    count: Literal["not-moved", "moved"] = "not-moved"


class Goals(Part):
    """Parameters of goals; a goal acts only where a tier names it."""

    choice: ChoiceGoal = ChoiceGoal()
    structure: tuple[Attribute, ...] = ()
    prefer: tuple[Preference, ...] = ()


def _tier(raw: object) -> object:
    """Read a tier written as one word, or a list of words, as goals of weight 1."""
    if isinstance(raw, str | list | dict) and not raw:
        raise WordingError(
            Wrong(
                Text("这一级没有目标", "a tier without goals asks nothing"),
                Text("写上目标，或删去这一级", "name goals, or leave the tier out"),
                value=raw,
            )
        )
    listed = [raw] if isinstance(raw, str) else raw
    if isinstance(listed, list):
        if any(not isinstance(goal, str) or listed.count(goal) > 1 for goal in listed):
            raise WordingError(
                Wrong(
                    Text("列表里每个目标写一次，只写名称", "a list names each goal once, by its name alone"),
                    Text(
                        "带权重的写成 { distance = 1, moves = 20 }", "with weights write { distance = 1, moves = 20 }"
                    ),
                    value=raw,
                )
            )
        return dict.fromkeys(listed, 1)
    return raw


Tier = Annotated[dict[GoalName, Weight], BeforeValidator(_tier)]


class Policy(Part):
    """One bureau's rotation policy for one year."""

    name: str = Field(min_length=1)
    date: str
    words: str = ""
    seed: str = ""
    barred: tuple[Clause, ...] = ()
    deferred: tuple[Deferral, ...] = ()
    due: tuple[Clause, ...] = ()
    free: tuple[Clause, ...] = ()
    leaders: Who = EVERYBODY
    choices: Literal["bind", "open", "forbidden"] = "bind"
    choices_each: ChoicesEach | None = None
    facts: tuple[HistoryFact, ...] = ()
    shares: tuple[SchoolShare, ...] = ()
    gates: tuple[Gate, ...] = ()
    rules: Rules = Rules()
    mode: Mode = "optimise"
    stages: tuple[Stage, ...] = ()
    ranking: Ranking = Ranking()
    goals: Goals = Goals()
    tiers: tuple[Tier, ...] = ({"fill": 1}, {"choice": 1}, {"distance": 1})
    lottery: bool = True
    score: Score | None = None
    vocabulary: Vocabulary = Field(default={})
    calendar: tuple[Step, ...] = ()
    forms: tuple[Form, ...] = ()

    @field_validator("date", mode="before")
    @classmethod
    def _date_text(cls, raw: Any) -> Any:
        return raw.isoformat() if type(raw) is datetime.date else raw

    @field_validator("date")
    @classmethod
    def _date_is_a_month(cls, text: str) -> str:
        if not _is_date(text):
            raise WordingError(
                Wrong(
                    Text("不是日期", "is no date"),
                    Text('写成 "2026-08" 或 "2026-08-31"', 'write it like "2026-08" or "2026-08-31"'),
                    value=text,
                )
            )
        return text

    @field_validator("seed")
    @classmethod
    def _seed_is_one_line(cls, text: str) -> str:
        if text != text.strip() or not (text + "0").isprintable():
            raise WordingError(
                Wrong(
                    Text(
                        "种子首尾有空格或含有换行，公布后无法照着复算",
                        "spaces around it or line breaks cannot be published",
                    ),
                    Text("写成一行，首尾不留空格", "write it on one line, without spaces around it"),
                    value=text,
                )
            )
        return text

    @field_validator("choices_each")
    @classmethod
    def _choices_are_made(cls, each: ChoicesEach | None, info: ValidationInfo) -> ChoicesEach | None:
        if each is not None and info.data.get("choices") == "forbidden":
            raise WordingError(
                Wrong(
                    Text("choices 写了 forbidden，就没有人填志愿", "with choices forbidden nobody states any"),
                    Text("删去 choices_each，或改 choices", "leave choices_each out, or change choices"),
                )
            )
        return each

    @field_validator("facts")
    @classmethod
    def _facts_have_own_names(cls, facts: tuple[HistoryFact, ...]) -> tuple[HistoryFact, ...]:
        refuse_known_names((fact.name for fact in facts), "people")
        return facts

    @field_validator("shares")
    @classmethod
    def _shares_have_own_names(cls, shares: tuple[SchoolShare, ...]) -> tuple[SchoolShare, ...]:
        refuse_known_names((share.name for share in shares), "places")
        return shares

    @field_validator("gates")
    @classmethod
    def _gates_have_own_names(cls, gates: tuple[Gate, ...]) -> tuple[Gate, ...]:
        refuse_same_names(Text("门槛", "gates"), (gate.name for gate in gates))
        return gates

    @field_validator("rules")
    @classmethod
    def _leaders_are_told(cls, rules: Rules, info: ValidationInfo) -> Rules:
        if "leaders" not in info.data or info.data["leaders"]:
            return rules
        wrongs = [
            Wrong(
                Text(
                    "以干部人数为基数，但方案没有写明谁是干部",
                    "counts leaders, but the policy does not say who they are",
                ),
                Text(
                    '在文件开头加上 leaders = { role = ["校长", "副校长"] }',
                    "add leaders = { role = [...] } at the top",
                ),
                ("quotas", i, "of"),
                q.of,
            )
            for i, q in enumerate(rules.quotas)
            if q.of == "leaders"
        ]
        if wrongs:
            raise WordingError(*wrongs)
        return rules

    @field_validator("stages")
    @classmethod
    def _stages_fit(cls, stages: tuple[Stage, ...], info: ValidationInfo) -> tuple[Stage, ...]:
        if stages and info.data.get("mode", "optimise") != "optimise":
            raise WordingError(
                Wrong(
                    Text("mode 与 stages 不能同时写", "mode and stages exclude each other"),
                    Text("只留 stages，每个阶段写自己的 mode", "keep stages, each with a mode of its own"),
                )
            )
        if "rules" in info.data:
            refuse_wrong_stages(stages, info.data["rules"])
        return stages

    @field_validator("tiers")
    @classmethod
    def _goals_are_told(cls, tiers: tuple[Tier, ...], info: ValidationInfo) -> tuple[Tier, ...]:
        goals = info.data.get("goals")
        wrongs = [
            Wrong(
                Text(f"用到目标 {name}，但没有列出内容", f"uses the goal {name}, which lists nothing"),
                Text(
                    f"加上 [[goals.{name}]] 小节，或从 tiers 去掉它",
                    f"add a section [[goals.{name}]], or take it off tiers",
                ),
                (i, name),
            )
            for i, tier in enumerate(tiers)
            for name in ("structure", "prefer")
            if goals is not None and name in tier and not getattr(goals, name)
        ]
        rules = info.data.get("rules")
        wrongs += [
            Wrong(
                Text("用到目标 quota，但没有软性的比例", "uses the goal quota, but no quota is soft"),
                Text('给比例写上 binding = "soft"，或从 tiers 去掉它', 'write binding = "soft", or take it off tiers'),
                (i, "quota"),
            )
            for i, tier in enumerate(tiers)
            if rules is not None and "quota" in tier and not any(q.may_be_missed for q in rules.quotas)
        ]
        wrongs += [
            Wrong(
                Text("用到目标 downgrade，但没有规定降一级聘用", "uses the goal downgrade, but nobody is hired lower"),
                Text('加上 [rules.title_posts] 小节，写 regime = "downgrade"，或从 tiers 去掉它',
                     'add a section [rules.title_posts] with regime = "downgrade", or take it off tiers'),
                (i, "downgrade"),
            )
            for i, tier in enumerate(tiers)
            if rules is not None and "downgrade" in tier and not rules.hires_lower
        ]  # fmt: skip
        if wrongs:
            raise WordingError(*wrongs)
        return tiers

    @field_validator("lottery")
    @classmethod
    def _something_is_asked(cls, lottery: bool, info: ValidationInfo) -> bool:
        if not lottery and info.data.get("tiers") == ():
            raise WordingError(
                Wrong(
                    Text("没有目标也不摇号，无从选出方案", "without goals and lottery nothing chooses a plan"),
                    Text("在 tiers 写上目标，或保留摇号", "name goals in tiers, or keep the lottery"),
                )
            )
        return lottery

    @property
    def month(self) -> int:
        """The policy's date as 12 * year + month."""
        year, month = self.date.split("-")[:2]
        return 12 * int(year) + int(month)

    def clauses(self, kind: str) -> tuple[Clause, ...]:
        """Return the clauses of a category; to be barred, those of the score's minima come last."""
        listed: tuple[Clause, ...] = getattr(self, kind)
        return (*listed, *self.minima) if kind == "barred" else listed

    @cached_property
    def minima(self) -> tuple[Clause, ...]:
        """The clauses that bar who has too few points."""
        return () if self.score is None else tuple(Clause(name=name, who=asked) for name, asked in self.score.minima)

    def spoken(self, lang: Lang, *data: object) -> Lang:
        """Return a language with the bureau's words; what the policy itself writes, and `data`, stay as they are."""
        if not self.vocabulary:
            return lang
        return in_words_of(self.vocabulary, lang, self.model_dump(mode="json", exclude={"vocabulary"}), *data)

    @property
    def draw_seed(self) -> str:
        """The published seed of the lottery; the date as written if none is given."""
        return self.seed or self.date

    @property
    def steps(self) -> tuple[Stage, ...]:
        """The stages that match people before the tiers place the rest; none, if the tiers decide over everybody."""
        if self.mode != "optimise":
            return (Stage(name=MODE_TITLES[self.mode].zh, mode=self.mode),)
        return self.stages[:-1] if self.stages and self.stages[-1].designates else self.stages

    def tiers_for(self, *, named: bool, baseline: bool = False) -> tuple[dict[GoalName, int], ...]:
        """Return the tiers a solve minimises in turn (rulebook 5, 8).

        A named plan places people first; a re-run against a baseline then changes the fewest; the
        lottery comes last, unless the policy turns it off.
        """
        first: list[dict[GoalName, int]] = [{"place": 1}] if named or baseline else []
        if baseline:
            first.append({"changes": 1})
        tiers = [*first, *(t for t in self.tiers if t not in first)]
        if self.lottery:
            draws: tuple[dict[GoalName, int], ...] = ({"lottery": 1}, {"lottery2": 1})
            tiers += [t for t in draws if t not in tiers]
        return tuple(dict(t) for t in tiers)


def _is_date(text: str) -> bool:
    """Whether a text is a month or a day of the calendar."""
    match = MONTH.fullmatch(text)
    try:
        return match is not None and bool(datetime.date(int(match[1]), int(match[2]), int((match[3] or "-1")[1:])))
    except ValueError:
        return False
