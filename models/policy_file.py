"""Reading a policy from TOML: every error at once, each with its key and a suggestion."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.policy import Policy
from models.policy_errors import sentence, typed_errors
from models.policy_syntax import syntax_error
from models.words import Text, same

_NOWHERE = same("")


class PolicyError(Exception):
    """A policy that cannot be used; `problems` are sentences for its writer."""

    def __init__(self, problems: Sequence[Text]) -> None:
        super().__init__("\n".join(p.en for p in problems))
        self.problems = tuple(problems)


def read_policy(path: Path) -> Policy:
    """Read a policy file.

    Numbers with a decimal point stay exact decimals: a share is never a float (rulebook 4, quotas).

    Raises
    ------
    PolicyError : if the file cannot be read, is not TOML, or says something a policy cannot mean.
    """
    return parse_policy(read_toml(path), path.name)


def read_toml(path: Path) -> dict[str, Any]:
    """Read a file of keys and values as it is written, numbers with a decimal point as exact decimals.

    Raises
    ------
    PolicyError : if the file cannot be read, or is not TOML.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise PolicyError([sentence(str(path), _NOWHERE, None, *_unreadable(error))]) from error
    except UnicodeDecodeError as error:
        reason = Text("不是 UTF-8 编码", "is not in UTF-8")
        repair = Text("用记事本打开，另存为，编码选 UTF-8", "open it in an editor and save it as UTF-8")
        raise PolicyError([sentence(path.name, _NOWHERE, None, reason, repair)]) from error
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place, reason, repair = syntax_error(str(error), text)
        raise PolicyError([sentence(path.name, place, None, reason, repair)]) from error


def parse_policy(raw: dict[str, Any], name: str = "policy") -> Policy:
    """Type a policy already read from TOML.

    Raises
    ------
    PolicyError : naming every key that is unknown, missing or has an impossible value.
    """
    try:
        return Policy.model_validate(raw)
    except ValidationError as error:
        raise PolicyError([said for e in error.errors() for said in typed_errors(name, e, raw)]) from error


def _unreadable(error: OSError) -> tuple[Text, Text]:
    if isinstance(error, FileNotFoundError):
        return Text("没有这个文件", "there is no such file"), Text(
            "核对文件名和所在文件夹", "check its name and folder"
        )
    if isinstance(error, IsADirectoryError):
        return Text("是文件夹，不是政策文件", "is a folder, not a policy file"), Text("写出文件名", "name a file in it")
    return Text("读不了这个文件", "cannot be read"), Text(
        "核对权限，或先关闭正在使用它的程序", "check its permissions, and close programs that use it"
    )
