"""`[vocabulary]`: what a bureau calls the things a policy speaks of, such as 单位 for 学校.

Only the program's own sentences and headings are reworded; names, codes and words of the tables and of the policy
stay as they are, and so do the names of tables and the columns a program reads back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainSerializer

from models.district import District
from models.tables import TABLES
from models.wording import WordingError, Wrong
from models.words import Idiom, Lang, Text

Noun = Literal[
    "学校", "学科", "学段", "教师", "岗位", "编制", "职称", "片区", "中心校", "全县", "任教", "花名册", "志愿",
]  # fmt: skip
"""The standard nouns (任教 is a verb) of the program's sentences."""

ENGLISH: dict[Noun, str] = {
    "学校": "school", "学科": "subject", "学段": "stage", "教师": "teacher", "岗位": "post", "编制": "establishment",
    "职称": "title", "片区": "zone", "中心校": "central school", "全县": "county", "任教": "teach", "花名册": "roster",
    "志愿": "choice",
}  # fmt: skip

LONGEST = 20
"""Characters of a bureau's word."""

_BEFORE_SCHOOL = "各本外两该同每原某"
"""What the sentences write before 校 alone, as in 各校."""


def _word(raw: object) -> object:
    """Read `"单位"` or `{ zh = "单位", en = "unit" }`; without English the standard word stays there."""
    said = {"zh": raw} if isinstance(raw, str) else raw
    if isinstance(said, Text):
        return said
    if not isinstance(said, Mapping) or "zh" not in said or not set(said) <= {"zh", "en"}:
        raise WordingError(
            Wrong(
                Text("须写本单位的叫法", "asks what the bureau calls it"),
                Text(
                    '写成 "学校" = "单位" 或 "学校" = { zh = "单位", en = "unit" }',
                    'write "学校" = "单位" or "学校" = { zh = "单位", en = "unit" }',
                ),
                value=raw,
            )
        )
    for key, word in said.items():
        if not isinstance(word, str) or not word.strip() or not word.isprintable() or len(word) > LONGEST:
            raise WordingError(
                Wrong(
                    Text(f"须为一行文字，最多{LONGEST}个字", f"a text on one line, {LONGEST} characters at most"),
                    Text("写短一些，不留空", "write a shorter one, not an empty one"),
                    (key,) if isinstance(raw, Mapping) else (),
                    word,
                )
            )
    return Text(str(said["zh"]).strip(), str(said.get("en", "")).strip())


def _as_raw(word: Text) -> object:
    return {"zh": word.zh, "en": word.en} if word.en else word.zh


Vocabulary = dict[Noun, Annotated[Text, BeforeValidator(_word), PlainSerializer(_as_raw, return_type=Any)]]


def in_words_of(vocabulary: Vocabulary, lang: Lang, *data: object) -> Lang:
    """Return the language with the bureau's words in it; as it is where the bureau has none.

    Parameters
    ----------
    data : what is not to be reworded where sentences quote it: a district's texts, a policy as plain data.
    """
    if not vocabulary:
        return lang
    kept = [word for part in data for word in _texts(part)]
    tables = [table.zh for table in TABLES.values()]
    if lang == "zh":
        words = {str(noun): word.zh for noun, word in vocabulary.items()}
        if "学校" in words:
            words |= {f"{before}校": before + words["学校"] for before in _BEFORE_SCHOOL}
            words["所学校"] = "个" + words["学校"]  # 所 counts schools, 个 anything
        return Idiom(lang, words, [*kept, *tables])
    said = {ENGLISH[noun]: word.en for noun, word in vocabulary.items() if word.en}
    said |= {plural(noun): plural(word) for noun, word in said.items()}
    said |= {noun.capitalize(): word[:1].upper() + word[1:] for noun, word in said.items()}
    return Idiom(lang, said, kept)


def plural(noun: str) -> str:
    """Return the English plural of a noun, or the third person of a verb."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def words_said(vocabulary: Vocabulary) -> list[Text]:
    """Say which words stand for which, in the standard ones."""
    if not vocabulary:
        return []
    zh = "、".join(f"“{noun}”称“{word.zh}”" for noun, word in vocabulary.items())
    en = ", ".join(f"'{word.en or word.zh}' for {ENGLISH[noun]}" for noun, word in vocabulary.items())
    return [Text(f"用语：{zh}。", f"Words: {en}.")]


def texts_of(district: District) -> Iterator[str]:
    """Yield the texts a district's tables hold, and the bureau's own column names."""
    for name, frame in district.tables.items():
        own = [c for c in map(str, frame.columns) if TABLES[name].column(c) is None and not c.startswith("_")]
        yield from own
        for column in frame.columns:
            if frame[column].dtype == object:
                yield from (word for cell in frame[column].unique() for word in _texts(cell))


def _texts(data: object) -> Iterator[str]:
    """Yield every text inside plain data, and the keys that are no keys of ours."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, District):
        yield from texts_of(data)
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from () if str(key).isascii() else _texts(key)
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)
