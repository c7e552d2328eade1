"""`lungang explain`: why a plan is as it is, for one teacher, one school, or all of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from app.documents.notice import write_notice
from app.inputs import NO_PLAN, UNUSABLE, lang_option, leave, leave_defect, policy_option
from app.made_plan import Given, MadePlan, read_made_plan
from app.outputs import show
from models.explain.fairness import fairness as audit
from models.explain.panel import panel_diff, score_panel
from models.explain.paragraph import Paragraph
from models.explain.school import explain_school
from models.tables import OUTSIDE
from models.words import Lang, Text
from optimizer.events import Settings
from optimizer.explain.person import explain_elsewhere, explain_teacher
from optimizer.solve import DefectError


@click.command()
@click.argument("paths", metavar="[DISTRICT] PLAN", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--teacher", help="哪位教师（工号） whose case: a teacher_id")
@click.option(
    "--school", help="哪所学校（代码）；与 --teacher 同用：为什么不是这所 a school_id; with --teacher: why not there"
)
@click.option("--diff", is_flag=True, help="两个方案的不同 what differs between two plans: --diff PLAN1 PLAN2")
@click.option("--fairness", is_flag=True, help="公平性核查 who may envy whom, cut-off scores, who is worse off")
@click.option(
    "--notice", type=click.Path(path_type=Path), help="为 --teacher 写一页通知 a one-page notice: NAME.docx, NAME.html"
)
@partial(policy_option, required=False)
@click.option("--aliases", type=click.Path(path_type=Path), help="别名文件 TOML of other spellings of names")
@click.option("--baseline", type=click.Path(path_type=Path), help="重算所对照的原方案 the plan it was to change least")
@click.option(
    "--time-limit", type=click.FloatRange(min=0), default=600.0, show_default=True, help="秒 seconds, 0: none"
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="求解线程 solver threads")
@lang_option
def explain(
    paths: tuple[Path, ...],
    teacher: str | None,
    school: str | None,
    diff: bool,
    fairness: bool,
    notice: Path | None,
    policy_path: Path | None,
    aliases: Path | None,
    baseline: Path | None,
    time_limit: float,
    workers: int,
    lang: Lang,
) -> None:
    """说明方案为什么是这样。Say why: a teacher's place, a school's people, every rule and goal."""
    plans = 2 if diff else 1
    if len(paths) not in (plans, plans + 1):
        said = Text(
            f"要写{plans}个方案，前面可以写表格；写了{len(paths)}项",
            f"name {'two plans' if diff else 'one plan'}, and before it, if you like, the tables; {len(paths)} given",
        )
        leave(UNUSABLE, [said], lang)
    _refuse_mixed(teacher, school, diff, fairness, notice, lang)
    given = Given(paths[0] if len(paths) > plans else None, policy_path, aliases, baseline)
    made = [read_made_plan(path, given, lang) for path in paths[-plans:]]
    lang = made[0].case.policy.spoken(lang, made[0].case.district)
    _refuse_unknown(made[0], teacher, school, lang)
    if notice is not None and teacher is not None:
        for path in write_notice(made[0], teacher, notice, lang):
            click.echo(Text(f"已写入 {path}", f"wrote {path}").say(lang))
        return
    settings = Settings(time_limit or None, 0.0, workers)
    if teacher is not None:
        said = Text("逐个重新求解，大的县要几分钟；Ctrl-C 可停。", "Solving again, one by one; Ctrl-C stops it.")
        click.echo(said.say(lang), err=True)
    try:
        told = _explained(made, teacher, school, fairness, settings)
    except KeyboardInterrupt:
        leave(NO_PLAN, [Text("中途停止，没有答完。", "Interrupted: the answer was not finished.")], lang)
    except DefectError as error:
        leave_defect(error.breaches, error.differences, lang)
    show(told, lang)


def _explained(
    made: list[MadePlan], teacher: str | None, school: str | None, fairness: bool, settings: Settings
) -> tuple[Paragraph, ...]:
    case, plan, record = made[0].case, made[0].plan, made[0].record
    if len(made) == 2:
        return panel_diff((case, plan), (made[1].case, made[1].plan))
    if teacher is not None and school is not None:
        return explain_elsewhere(case, plan, teacher, school, settings, record)
    if teacher is not None:
        return explain_teacher(case, plan, teacher, settings, record)
    if school is not None:
        return explain_school(case, plan, school)
    return audit(case, plan, record) if fairness else score_panel(case, plan)


def _refuse_mixed(
    teacher: str | None, school: str | None, diff: bool, fairness: bool, notice: Path | None, lang: Lang
) -> None:
    """End with 2 if options ask different questions at once."""
    asked = [name for name, given in (("--teacher", teacher), ("--diff", diff), ("--fairness", fairness)) if given]
    asked += ["--school"] if school is not None and teacher is None else []
    if len(asked) > 1:
        named = "、".join(asked), ", ".join(asked)
        leave(UNUSABLE, [Text(f"{named[0]} 一次只能问一项", f"ask one at a time: {named[1]}")], lang)
    if notice is not None and (teacher is None or school is not None):
        leave(UNUSABLE, [Text("--notice 只与 --teacher 同用", "--notice goes with --teacher alone")], lang)


def _refuse_unknown(made: MadePlan, teacher: str | None, school: str | None, lang: Lang) -> None:
    """End with 2 if a teacher or a school is not in the tables."""
    if teacher is not None and teacher not in made.case.district.teacher_at:
        leave(UNUSABLE, [Text(f"花名册中没有工号 {teacher}。", f"nobody in the roster is {teacher}.")], lang)
    if school is not None and (school not in made.case.district.school_at or school == OUTSIDE):
        leave(UNUSABLE, [Text(f"学校表中没有代码 {school}。", f"no school in the tables is {school}.")], lang)
