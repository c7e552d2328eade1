"""report.html: one page that tells a planner what the plan does, how good it is, and how one can know.

It is the bureau's working copy: people by name, but never a fact of health, discipline or family, nor a column the
rulebook does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.documents.annex import annex_title, course, papers
from app.documents.changed import rerun_sentence
from app.documents.charts import draw_all
from app.documents.flows import zone_flows
from app.documents.hiring import add_hiring, hiring_note
from app.documents.pages import template
from app.documents.summary import Summary, gap, gap_words, goal_words, percent, rule_words, run_id
from models.terms import AFTER_TERM


def render_report(s: Summary, record: Mapping[str, object]) -> str:
    """Return report.html as text.

    Parameters
    ----------
    record : what plan.json holds; the footer repeats its inputs and versions and the run's short name.
    """
    rows = list(_moves(s))
    add_hiring(s, rows)
    return template("report.html.j2").render(
        lang=s.lang,
        say=s.say,
        title=s.policy.name,
        date=s.policy.date,
        started=s.started,
        seconds=s.say(f"{s.outcome.seconds:,.1f} 秒", f"{s.outcome.seconds:,.1f} seconds"),
        seed=s.policy.draw_seed,
        run=run_id(record),
        verdict=verdict(s),
        lead=lead(s),
        rerun="" if (told := rerun_sentence(record)) is None else told.say(s.lang),
        figures=list(_figures(s)),
        charts=draw_all(s, zone_flows),
        tiers=list(_tiers(s)),
        rules=[{"title": t, "clause": c, "breaches": n} for t, c, n in _rules(s)],
        moves=rows,
        show_round=any(row["round"] != 1 for row in rows),
        ring_note=_ring_note(s),
        hiring_note=hiring_note(s),
        term_note=_term_note(s),
        schools=list(_schools(s)),
        annex_title=annex_title(s),
        course=course(s),
        papers=papers(s),
        inputs=dict(s.district.inputs),
        versions=dict(s.outcome.versions),
    )


def verdict(s: Summary) -> dict[str, str]:
    """Say honestly how good the plan is: proven best, or how far it may lie from the best."""
    tier = s.first_open
    if s.outcome.status == "optimal" and tier is None:
        return {
            "kind": "optimal",
            "badge": s.say("已证明最优", "Proven optimal"),
            "sentence": s.say(
                "在本办法的规则和目标次序下，不存在更好的方案：每一级目标都已证明。",
                "Under these rules and this order of goals no better plan exists: every tier is proven.",
            ),
        }
    if tier is None:
        return {
            "kind": "feasible",
            "badge": s.say("可行，尚未证明最优", "Feasible, not proven optimal"),
            "sentence": s.say(
                "求解停下时，列出的各级目标都已证明，但其后的目标尚未求解。",
                "When the solve stopped every tier listed was proven, but later tiers had not been solved.",
            ),
        }
    name, rank = s.tier_name(tier), s.outcome.tiers.index(tier)
    before = s.say(f"前 {rank} 级目标已证明最优；", f"The first {rank} tiers are proven best; ") if rank else ""
    return {
        "kind": "feasible",
        "badge": s.say(f"可行，差距 {gap_words(gap(tier))}", f"Feasible, gap {gap_words(gap(tier))}"),
        "sentence": before
        + s.say(
            f"第 {rank + 1} 级“{name}”为 {tier.value:,}，已证明不可能低于 {tier.bound:,}，其间是否还能改进尚未证明。",
            f"tier {rank + 1}, {name}, is {tier.value:,}, provably not below {tier.bound:,}, and open between.",
        ),
    }


def lead(s: Summary) -> str:
    """Tell the plan in one sentence a planner can copy."""
    before, after = s.shortage
    parts = [s.say(f"共调动 {s.moved:,} 人", f"{s.moved:,} people move")]
    if before == after:
        parts.append(s.say(f"岗位缺额仍为 {after:,} 人", f"the shortage stays at {after:,}"))
    else:
        verb = ("减", "falls") if after < before else ("增", "rises")
        parts.append(
            s.say(
                f"岗位缺额由 {before:,} 人{verb[0]}至 {after:,} 人",
                f"the shortage {verb[1]} from {before:,} to {after:,}",
            )
        )
    if (first := s.within_choice(1)) is not None:
        parts.append(
            s.say(
                f"填报志愿者中 {percent(first)} 去往第 1 志愿",
                f"{percent(first)} of those who chose get their first choice",
            )
        )
    if s.district.named:
        left = s.outcome.unplaced
        told = (
            s.say(f"有 {left} 人未能安置", f"{left} remain unplaced")
            if left
            else s.say("名单上的人全部安置", "everyone listed is placed")
        )
        parts.append(told)
    rules = len(s.outcome.rules)
    checked = s.say(f"{rules} 条硬性规则经独立核查", f"{rules} hard rules were checked independently")
    found = (
        s.say(f"，{s.breaches} 处违反", f": {s.breaches} breaches")
        if s.breaches
        else s.say("，均无违反", ", none broken")
    )
    parts.append(checked + found)
    return s.say("，".join(parts) + "。", "; ".join(parts) + ".")


def _figures(s: Summary) -> Iterator[dict[str, str]]:
    before, after = s.shortage
    people = len(s.district.teachers)
    share, first = percent(s.moved / max(1, people)), s.within_choice(1)
    unit = s.say("人", "")
    yield {
        "label": s.say("调动", "Moved"), "was": "", "value": f"{s.moved:,}", "unit": unit,
        "aside": s.say(f"占全体 {people:,} 人的 {share}", f"{share} of {people:,} people"),
    }  # fmt: skip
    yield {
        "label": s.say("未安置", "Unplaced"), "was": "", "value": f"{s.outcome.unplaced:,}", "unit": unit,
        "aside": s.say("流出名单上未能安排的人", "listed people without a place") if s.district.named
        else s.say("没有流出名单，由方案选人", "no list given: the plan selects"),
    }  # fmt: skip
    change = s.say("本来就没有缺额", "there was none")
    if before:
        saved = percent(abs(before - after) / before)
        change = s.say(f"减少 {saved}", f"down {saved}") if after <= before else s.say(f"增加 {saved}", f"up {saved}")
    yield {
        "label": s.say("岗位缺额", "Shortage"), "was": f"{before:,}", "value": f"{after:,}", "unit": unit,
        "aside": change,
    }  # fmt: skip
    yield {
        "label": s.say("获第 1 志愿", "First choice"), "was": "",
        "value": "-" if first is None else percent(first), "unit": "",
        "aside": s.say(f"按填报志愿的 {s.stated} 人计", f"of {s.stated} movers who stated choices"),
    }  # fmt: skip
    yield {
        "label": s.say("违反硬性规则", "Rules broken"), "was": "", "value": str(s.breaches), "unit": s.say("处", ""),
        "aside": s.say(f"{len(s.outcome.rules)} 条规则独立核查", f"{len(s.outcome.rules)} rules checked independently"),
    }  # fmt: skip


def _tiers(s: Summary) -> Iterator[dict[str, object]]:
    for tier in s.outcome.tiers:
        open_ = s.say(f"可行，差距 {gap_words(gap(tier))}", f"feasible, gap {gap_words(gap(tier))}")
        yield {
            "name": s.tier_name(tier),
            "meaning": " ".join(goal_words(goal)[1].say(s.lang) for goal in tier.goals),
            "value": f"{tier.value:,}",
            "bound": f"{tier.bound:,}",
            "proven": tier.proven,
            "verdict": s.say("已证明最优", "proven best") if tier.proven else open_,
        }


def _rules(s: Summary) -> Iterator[tuple[str, str, int]]:
    for name, breaches in s.outcome.rules.items():
        title, clause = rule_words(name)
        yield title.say(s.lang), clause.say(s.lang), breaches


def _moves(s: Summary) -> Iterator[dict[str, object]]:
    stated = set(s.district["choices"]["teacher_id"])
    for row in s.movers.to_dict("records"):
        rank = row["choice_rank"]
        if isinstance(rank, int):
            choice, order, kind = s.say(f"第 {rank} 志愿", f"choice {rank}"), rank, "good" if rank == 1 else ""
        elif row["teacher_id"] in stated:
            choice, order, kind = s.say("志愿外", "outside the list"), 9998, "open"
        else:
            choice, order, kind = s.say("未填", "none stated"), 9999, "soft"
        yield {str(key): cell for key, cell in row.items()} | {
            "choice": choice,
            "choice_order": order,
            "choice_kind": kind,
        }


def _term_note(s: Summary) -> str:
    """Count those whose term has ended, by what becomes of them."""
    counts = s.account.people["after_term"].value_counts()
    told = [(words, int(counts[name])) for name, words in AFTER_TERM.items() if name in counts]
    if not told:
        return ""
    zh, en = "，".join(f"{w.zh} {n} 人" for w, n in told), "; ".join(f"{w.en}: {n}" for w, n in told)
    return s.say(f"交流期满的：{zh}。", f"Of those whose term has ended: {en}.")


def _ring_note(s: Summary) -> str:
    rings = int(s.account.moves["ring"].sum())
    if not rings:
        return ""
    return s.say(
        f"其中 {rings} 人处在互换的环上（两人对调，或多人首尾相接），须同时办理手续；花名册中以“环”标明。",
        f"{rings} of them lie on rings of people who change places and must be moved at once; plan.xlsx marks them.",
    )


def _schools(s: Summary) -> Iterator[dict[str, object]]:
    for row in s.schools.to_dict("records"):
        room = row["establishment"] - row["headcount_after"]
        if room < 0:
            words, kind = s.say(f"超编 {-room}", f"{-room} over"), "open"
        elif room > 0:
            words, kind = s.say(f"空编 {room}", f"{room} vacant"), "soft"
        else:
            words, kind = s.say("满编", "full"), ""
        yield {str(key): cell for key, cell in row.items()} | {
            "into": row["in"],
            "room": room,
            "room_words": words,
            "room_kind": kind,
        }
