"""`lungang generate`: a made-up district of any size to measure on, with a policy and a plan known to exist."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import click

from app.inputs import UNUSABLE, lang_option, leave
from benchmarks.generate import (
    CAUSES,
    PRESETS,
    SEVERITIES,
    ImpossibleRecipeError,
    Instance,
    Recipe,
    generate,
)
from benchmarks.generate import write_instance as write_files
from benchmarks.generate.recipe import RouteSeverity, Tightness
from models.words import Lang, Text

SHARE = click.FLOAT
"""Shares are checked by the recipe, which says in both languages what is wrong."""


@click.command("generate")
@click.option("--movers", type=int, required=True, help="流出名单人数 people on the list")
@click.option("--schools", type=int, required=True, help="学校数 schools")
@click.option("--seed", type=int, required=True, help="随机数种子 the seed of the draws")
@click.option(
    "--preset",
    type=click.Choice(list(PRESETS)),
    default="default",
    show_default=True,
    help="成套难度 severities in one",
)
@click.option("--slack", type=SHARE, help="空余岗位占流出人数 free posts, a share of the movers")
@click.option("--kin", type=SHARE, help="有亲属须回避的占比 share with a relative to avoid")
@click.option("--couples", type=SHARE, help="夫妻占比 share in a couple")
@click.option("--quotas", type=click.Choice(get_args(Tightness)), help="比例与名额的松紧 how tight quotas are")
@click.option("--chain", type=SHARE, help="进入他人腾出岗位的占比，0 为统一 share into posts others free")
@click.option("--two-subject", type=SHARE, help="可兼教的占比 share who teach two subjects")
@click.option("--structure/--no-structure", default=None, help="末级是否结构均衡 even structure as the last tier")
@click.option("--routes", type=click.Choice(get_args(RouteSeverity)), help="limited 只在联盟内 inside alliances only")
@click.option("--choices", type=SHARE, help="填志愿的占比 share who state choices")
@click.option("--core-only/--no-core-only", default=None, help="只有编制和学科平衡 establishment and subjects alone")
@click.option("--cause", type=click.Choice(CAUSES), help="造成无解的原因 what makes it impossible")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="输出文件夹 folder to write")
@lang_option
def generate_command(movers: int, schools: int, seed: int, preset: str, out: Path, lang: Lang, **asked: Any) -> None:
    """造一个虚构区县，供测速用。Make a made-up district to measure on, with a plan known to exist."""
    severity = {name: asked[name] for name in SEVERITIES if asked[name] is not None}
    _refuse_taken(out, lang)
    try:
        recipe = Recipe(
            movers=movers, schools=schools, seed=seed, cause=asked["cause"], **{**PRESETS[preset], **severity}
        )
        instance = generate(recipe)
    except ImpossibleRecipeError as error:
        leave(UNUSABLE, [error.text], lang)
    try:
        write_files(instance, out)
    except OSError as error:
        leave(UNUSABLE, [Text(f"写不了 {out}：{error}", f"cannot write {out}: {error}")], lang)
    for text in summary(instance):
        click.echo(text.say(lang))
    click.echo(Text(f"已写入 {out}", f"wrote {out}").say(lang))


def summary(instance: Instance) -> list[Text]:
    """Say how large the instance is, whether a plan exists, and its hash."""
    sizes = instance.sizes
    said = [
        Text(
            f"{sizes['schools']}所学校，{sizes['teachers']}名教师，流出名单{sizes['movers']}人，"
            f"{sizes['posts']}个岗位，可行去向{sizes['open_pairs']}个",
            f"{sizes['schools']} schools, {sizes['teachers']} teachers, {sizes['movers']} on the list, "
            f"{sizes['posts']} posts, {sizes['open_pairs']} open pairs",
        )
    ]
    if instance.cause is None:
        said.append(Text("有一个安置所有人的方案：planted.csv", "a plan places everybody: planted.csv"))
    else:
        said.append(Text(f"无解：{instance.cause['zh']}", f"impossible: {instance.cause['en']}"))
    return [*said, Text(f"指纹 {instance.hash}", f"hash {instance.hash}")]


def _refuse_taken(out: Path, lang: Lang) -> None:
    """End with 2 if something is in the way of the folder to write."""
    if out.is_dir() and any(out.iterdir()):
        leave(UNUSABLE, [Text(f"{out} 里已有文件，不覆盖；请换一个文件夹",
                              f"{out} is not empty and is not overwritten; choose another folder")], lang)  # fmt: skip
    if out.exists() and not out.is_dir():
        leave(UNUSABLE, [Text(f"{out} 是文件，不是文件夹", f"{out} is a file, not a folder")], lang)
