"""Schools closed: nobody comes, nobody is asked for, and who works there stays or is to leave."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models.appeals.appeal import Appeal
from models.appeals.hearing import changes_of
from models.appeals.words import school
from models.case import Case
from models.change import Change, LineAdded, applied
from models.code_hints import unknown_code
from models.district import BoolArray
from models.filter_columns import english
from models.policy import Policy
from models.policy_file import parse_policy
from models.standing import outgoing_mask
from models.tables import OUTSIDE
from models.words import Text, joined, many, same
from scenarios.whatif.changes import CellsSet, Made
from scenarios.whatif.facts import Closing
from scenarios.whatif.reading import refuse


def closing_made(case: Case, document: Mapping[str, Any], fact: Closing) -> Made:
    """Return what closing schools comes to, one after the other.

    Raises
    ------
    WordingError : if a school is not there, or closed already.
    """
    changes: tuple[Change, ...] = ()
    told: tuple[Text, ...] = ()
    for code in fact.schools:
        one = _one(case, document, code, leave=fact.people == "leave")
        case = applied(case, one.changes)
        if one.document is not None:
            document = one.document
            case = replace(case, policy=parse_policy(dict(document)))
        changes, told = (*changes, *one.changes), (*told, *one.told)
    return Made(changes, document, told)


def _one(case: Case, document: Mapping[str, Any], code: str, *, leave: bool) -> Made:
    if code not in set(case.district.schools["school_id"]) - {OUTSIDE}:
        unknown = unknown_code(case.district, "schools", code)
        raise refuse(unknown.reason, unknown.repair, code, ("close",))
    what = school(case.district, code)
    changes = changes_of(case, Appeal(0, "", "closed", code, ruling="upheld"))
    if not changes and not leave:
        raise refuse(
            Text(f"{what.zh}已经停办，什么也不改", f"{what.en} is closed already: nothing changes"),
            Text('删去这一项，或写 people = "leave"', 'leave it out, or write people = "leave"'),
            code,
            ("close",),
        )
    _refuse_sent_there(case, code, what)
    posts = case.district["posts"]
    asked = posts["required"][posts["school_id"] == code]
    head = Text(
        f"{what.zh}停办：不再接收流入，{int((asked > 0).sum())}个岗位的核定人数合计由{int(asked.sum())}改为0",
        f"{what.en} closes: it takes nobody any more, and its {int((asked > 0).sum())} posts ask for 0 instead of "
        f"{int(asked.sum())} people",
    )
    closed = applied(case, changes)
    here = (case.district.teachers["school_id"] == code).to_numpy(bool)
    if not leave:
        stay = Text(
            f"；在该校任教的{int(here.sum())}人不因此调动",
            f"; the {int(here.sum())} who work there are not moved by this",
        )
        return Made(changes, told=(Text(head.zh + stay.zh, head.en + stay.en),))
    named = copy.deepcopy(dict(document))
    made = (_listed if case.district.named else _due)(closed, named, code, here)
    released = _let_out(closed, code)
    out = Text("；允许流出", "; it lets people go") if released else same("")
    said = Text(f"{head.zh}{out.zh}；{made.told[0].zh}", f"{head.en}{out.en}; {made.told[0].en}")
    return Made((*changes, *released, *made.changes), made.document, (said,))


def _refuse_sent_there(case: Case, code: str, what: Text) -> None:
    """Refuse to close a school to which people must go: every plan would break one or the other."""
    locks = case.district["locks"]
    sent = int(((locks["action"] == "must") & (locks["school_id"] == code)).sum())
    if sent:
        people = many(sent, "person", "people")
        raise refuse(
            Text(f"锁定表有{sent}人必须去{what.zh}", f"by a lock {people} must go to {what.en}"),
            Text(
                f'先去掉这些锁定：table = "locks"，drop = {{ action = "must", school_id = "{code}" }}',
                f'drop these locks first: table = "locks", drop = {{ action = "must", school_id = "{code}" }}',
            ),
            code,
            ("close",),
        )


def _let_out(case: Case, code: str) -> tuple[Change, ...]:
    """Let people out of a school that releases nobody; nothing where it does."""
    at = case.district.school_at[code]
    if bool(case.district.schools["outflow"].fillna(True).iloc[at]):
        return ()
    said = Text("允许流出", "it lets people go")
    return (CellsSet("schools", "outflow", ((at, True),), said),)


def _listed(case: Case, document: dict[str, Any], code: str, here: BoolArray) -> Made:
    """Put everybody of the school who may be moved on the outgoing list."""
    off = here & ~outgoing_mask(case.district)
    codes = case.district.teachers["teacher_id"].to_numpy(object)
    everybody = LineAdded("outgoing", tuple((("teacher_id", one),) for one in codes[off]), same(""))
    may = off & (everybody.apply(case).standing.movable if off.any() else off)
    caps = _caps_lifted(document, code)
    rest = _rest(int((off & ~may).sum()))
    said = Text(
        f"在该校任教、可以调动的{int(may.sum())}人列入流出名单{caps.zh}{rest.zh}",
        f"the {int(may.sum())} who work there and may be moved join the outgoing list{caps.en}{rest.en}",
    )
    rows = tuple((("teacher_id", str(one)),) for one in codes[may])
    return Made((LineAdded("outgoing", rows, said, len(rows)),) if rows else (), document if caps.en else None, (said,))


def _due(case: Case, document: dict[str, Any], code: str, here: BoolArray) -> Made:
    """Make everybody of the school who may be moved due, and ask that all of them leave."""
    name = case.district.schools["name"].iloc[case.district.school_at[code]]
    title = _new_name(case.policy, f"{name}停办")
    document.setdefault("due", []).append({"name": title, "who": {"school_id": code}})
    movable = here & Case(case.district, parse_policy(document)).standing.movable
    leaving = int(movable.sum())
    rest = _rest(int((here & ~movable).sum()))
    if not leaving:
        return Made(told=(Text("在该校任教的人按规定都不能调动", "none of those who work there may be moved"),))
    caps = _caps_lifted(document, code)
    rules = document.setdefault("rules", {})
    rules.setdefault("quotas", []).append({"name": title, "from": {"school_id": code}, "min": leaving})
    said = Text(
        f"在该校任教、可以调动的{leaving}人列为应交流，须全部流出{caps.zh}{rest.zh}",
        f"the {leaving} who work there and may be moved are due and must all leave{caps.en}{rest.en}",
    )
    return Made((), document, (said,))


def _rest(kept: int) -> Text:
    """Say how many stay because the policy or a lock keeps them."""
    if not kept:
        return same("")
    return Text(f"；另有{kept}人按规定不能调动", f"; {kept} more may not be moved")


def _caps_lifted(document: dict[str, Any], code: str) -> Text:
    """Take a school out of quotas that cap how many leave each school, which its closing contradicts; say which."""
    freed = [quota["name"] for quota in document.get("rules", {}).get("quotas", []) if _exempt(quota, code)]
    names = joined(Text(f"“{name}”", f"'{name}'") for name in freed)
    return Text(f"，不受{names.zh}限制", f", whatever {names.en} asks") if freed else same("")


def _new_name(policy: Policy, title: str) -> str:
    taken = {clause.name for clause in policy.due} | {quota.name for quota in policy.rules.quotas}
    return next(name for i in range(len(taken) + 1) if (name := title + "′" * i) not in taken)


def _exempt(quota: dict[str, Any], code: str) -> bool:
    """Take a school out of a quota that caps those who leave each school; say whether it was one."""
    caps = quota.get("per") in ("origin", "origin post") and ("max" in quota or "exactly" in quota)
    if not caps or quota.get("binding") == "soft":
        return False
    origin = quota.setdefault("from", {})
    key = next((key for key in origin if english(key, "places") == "school_id"), "school_id")
    now = origin.get(key, {"not": []})
    if not isinstance(now, Mapping) or set(now) != {"not"}:
        return False  # it names the schools it means; if this is one of them, the contradiction is the policy's own
    others = now["not"] if isinstance(now["not"], list) else [now["not"]]
    origin[key] = {"not": [*others, code]}
    return True
