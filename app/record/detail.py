"""What each action records beside who, when and why: the `detail` of an entry.

Every file is named by the SHA-256 of its bytes; the bytes themselves lie in the store, except those of documents,
which can be made again from the run.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from models.words import Text


def broken(text: str) -> bool:
    """Whether a text holds halves of characters, as file names in an unknown encoding do: no file can keep it."""
    return any("\ud800" <= c <= "\udfff" for c in text)


def _unbroken(text: str) -> str:
    if broken(text):
        raise ValueError("it holds broken text")
    return text


Said = Annotated[str, AfterValidator(_unbroken)]
Sha = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]
Number = Annotated[int, Field(ge=1)]
RunKind = Literal["solve", "rerun"]
Status = Literal["optimal", "feasible", "infeasible", "unknown"]


class Written(BaseModel):
    """What all of them share: frozen, no unknown keys, nothing turned into another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


def wrong_name(name: str) -> Text | None:
    """Return why a file may not bear a name, None if it may.

    A name is a relative path that means the same on every system, so that a record made on one is laid out on another.
    """
    parts = name.split("/")
    if name != str(PurePosixPath(name)) or name.startswith("/") or any(part in ("", ".", "..") for part in parts):
        return Text("须是文件夹之内的相对路径", "it must be a relative path inside its folder")
    if any(part.endswith((" ", ".")) for part in parts):
        return Text("以空格或句点结尾", "a part of it ends in a space or a full stop")
    if broken(name) or any(ord(c) < 32 or c in "\\:" for c in name):
        return Text("含有不能用的字符（\\、:、控制符、乱码）", "it holds \\, :, a control character or broken text")
    return None


class StoredFile(Written):
    """A file: its path relative to the folder it belongs to, with `/` between, and the SHA-256 of its bytes."""

    name: str
    sha256: Sha

    @field_validator("name")
    @classmethod
    def _is_relative(cls, name: str) -> str:
        if (wrong := wrong_name(name)) is not None:
            raise ValueError(wrong.en)
        return name


def _distinct(files: tuple[StoredFile, ...]) -> tuple[StoredFile, ...]:
    if len({file.name for file in files}) < len(files):
        raise ValueError("two files bear one name")
    return files


class Inputs(Written):
    """What a run starts from: the district's tables, the policy, the bureau's other spellings of names."""

    tables: tuple[StoredFile, ...] = Field(min_length=1)
    policy: StoredFile
    aliases: StoredFile | None

    _tables_distinct = field_validator("tables")(_distinct)

    def files(self) -> Iterable[StoredFile]:
        """Yield every file."""
        yield from self.tables
        yield self.policy
        if self.aliases is not None:
            yield self.aliases


class Detail(Written):
    """The detail of one action; `stored()` are the files whose bytes the record keeps."""

    action: ClassVar[str]

    def stored(self) -> Iterable[StoredFile]:
        """Yield the files whose bytes the record holds."""
        return ()


class New(Detail):
    """The year begins."""

    action: ClassVar[str] = "new"
    year: Annotated[int, Field(ge=1949, le=2999)]
    inputs: Inputs

    def stored(self) -> Iterable[StoredFile]:
        """Yield the inputs."""
        return self.inputs.files()


class NewInputs(Detail):
    """Other tables or another policy, while the plan is a draft."""

    action: ClassVar[str] = "inputs"
    inputs: Inputs

    def stored(self) -> Iterable[StoredFile]:
        """Yield the inputs."""
        return self.inputs.files()


class Run(Detail):
    """A solve, or a re-run after appeals.

    Attributes
    ----------
    run : its number, never used twice, also where the run was taken back.
    files : the plan folder.
    inputs : what the run was made from.
    baseline : the run whose plan it changes as little as it can; None for a first solve.
    appeals : the register it heard.
    run_id : the short name printed on every page.
    moves : people moved.
    late : the year had moved on when it came in; it is kept and changes nothing.
    """

    action: ClassVar[str] = "run"
    run: Number
    kind: RunKind
    status: Status
    files: tuple[StoredFile, ...]
    inputs: Inputs
    baseline: Number | None
    appeals: StoredFile | None
    run_id: Said
    moves: Count
    late: bool

    _files_distinct = field_validator("files")(_distinct)

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan in its folder."""
        return self.status in ("optimal", "feasible")

    def stored(self) -> Iterable[StoredFile]:
        """Yield the plan folder, the inputs and the register."""
        yield from self.files
        yield from self.inputs.files()
        if self.appeals is not None:
            yield self.appeals


class Publish(Detail):
    """A plan is shown to everybody, from one day until another, both included.

    Attributes
    ----------
    days, working_days : how the bureau counted the period; at most one of them.
    round : 1 for the first publication, 2 for that of a re-run, ...
    """

    action: ClassVar[str] = "publish"
    run: Number
    start: date = Field(alias="from")
    until: date
    days: Number | None
    working_days: Number | None
    round: Number

    @model_validator(mode="after")
    def _is_a_period(self) -> Self:
        if self.until < self.start:
            raise ValueError("the period ends before it begins")
        if self.days is not None and self.working_days is not None:
            raise ValueError("a period is counted in days or in working days")
        return self


class Appeals(Detail):
    """The whole register of appeals, and how many are upheld, dismissed and pending."""

    action: ClassVar[str] = "appeals"
    file: StoredFile
    upheld: Count
    dismissed: Count
    pending: Count

    def stored(self) -> Iterable[StoredFile]:
        """Yield the register."""
        return (self.file,)


class Finalise(Detail):
    """A plan becomes final; `early`: on a day when the publication was not over."""

    action: ClassVar[str] = "finalise"
    run: Number
    today: date
    early: bool


class Documents(Detail):
    """Documents were made from a run: their names and hashes."""

    action: ClassVar[str] = "documents"
    files: tuple[StoredFile, ...]
    run: Number

    _files_distinct = field_validator("files")(_distinct)


class Close(Detail):
    """The year is over: next year's tables, and a draft of its policy."""

    action: ClassVar[str] = "close"
    tables: tuple[StoredFile, ...] = Field(min_length=1)
    policy: StoredFile | None

    _tables_distinct = field_validator("tables")(_distinct)

    def stored(self) -> Iterable[StoredFile]:
        """Yield next year's files."""
        yield from self.tables
        if self.policy is not None:
            yield self.policy


class Undo(Detail):
    """The last step is taken back; `undone`: the number of its entry."""

    action: ClassVar[str] = "undo"
    undone: Number


class Redo(Detail):
    """The step last taken back is done again; `redone`: the number of its entry."""

    action: ClassVar[str] = "redo"
    redone: Number


DETAILS: dict[str, type[Detail]] = {
    kind.action: kind for kind in (New, NewInputs, Run, Publish, Appeals, Finalise, Documents, Close, Undo, Redo)
}
"""Action -> what it records."""
