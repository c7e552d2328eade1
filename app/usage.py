"""What a command line got wrong, said in the planner's language: click by itself speaks English only."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence
from typing import Any

import click

from app.inputs import NO_PLAN, locale_lang
from models.words import Lang, Text


class UnknownCommandError(click.UsageError):
    """A command there is not."""

    def __init__(self, text: Text, ctx: click.Context) -> None:
        super().__init__(text.en, ctx)
        self.text = text


class Commands(click.Group):
    """The commands, with their usage errors in both languages."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run; a usage error ends with 2, a Ctrl-C before there is anything to keep with 4."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode, **extra)
        words = list(sys.argv[1:] if args is None else args)
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.UsageError as error:
            _show(error, asked_lang(words))
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo(Text("已中止。", "Stopped.").say(asked_lang(words)), err=True)
            sys.exit(NO_PLAN)
        sys.exit(code if isinstance(code, int) else 0)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; one that is not there is told with the nearest that is."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            near = difflib.get_close_matches(name, self.list_commands(ctx), n=1)
            meant = Text(f"，是不是 {near[0]}", f"; did you mean {near[0]}") if near else Text("", "")
            said = Text(f"没有命令 {name}{meant.zh}？", f"there is no command {name}{meant.en}?")
            raise UnknownCommandError(said, ctx)
        return super().resolve_command(ctx, args)


def asked_lang(words: Sequence[str]) -> Lang:
    """Return the language a command line asks for, well-formed or not."""
    for before, word in zip(["", *words], words, strict=False):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else word if before == "--lang" else ""
        if value in ("zh", "en"):
            return "zh" if value == "zh" else "en"
    return locale_lang()


def _show(error: click.UsageError, lang: Lang) -> None:
    """Say on standard error what is wrong, and where help is."""
    asks_help = getattr(click.exceptions, "NoArgsIsHelpError", ())
    if lang == "en" or isinstance(error, asks_help):
        error.show()
        return
    click.echo(f"命令写法不对：{_in_chinese(error)}", err=True)
    if error.ctx is not None:
        click.echo(f"用法见：{error.ctx.command_path} --help", err=True)


def _in_chinese(error: click.UsageError) -> str:
    match error:
        case UnknownCommandError():
            return error.text.zh
        case click.NoSuchOption():
            near = f"，是不是 {error.possibilities[0]}" if error.possibilities else ""
            return f"没有选项 {error.option_name}{near}？" if near else f"没有选项 {error.option_name}。"
        case click.MissingParameter() if error.param is not None:
            return f"缺少 {_name(error.param)}。"
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 后面要写一个值。"
        case click.BadParameter() if error.param is not None:
            return f"{_name(error.param)} 的值不对，{_wanted(error.param.type)}。"
    # What is left is mostly words too many, and those mostly a file name with a space.
    return f"{error.format_message()}（文件名中有空格的，要用引号括起来）"


def _name(param: click.Parameter) -> str:
    return param.opts[-1] if isinstance(param, click.Option) else (param.metavar or param.name or "").upper()


def _wanted(kind: click.ParamType[Any]) -> str:
    """Say what an option takes."""
    if isinstance(kind, click.Choice):
        return "可用：" + "、".join(str(word) for word in kind.choices)
    if isinstance(kind, click.IntRange | click.FloatRange):
        whole = "整数" if isinstance(kind, click.IntRange) else "数"
        low = "" if kind.min is None else f"不小于{kind.min}"
        high = "" if kind.max is None else f"不大于{kind.max}"
        return f"应为{'、'.join(part for part in (low, high) if part)}的{whole}"
    return "写法见 --help"
