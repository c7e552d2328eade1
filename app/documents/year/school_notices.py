"""The notice to a school: who leaves, who comes, when they report, and its numbers before and after.

It tells no score, no status and no clause: why somebody moves is between that person and the bureau.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.documents.year.contents import Contents
from app.documents.year.fields import Context, Listing, Row
from app.documents.year.templates import SCHOOL_NOTICE, Templates
from app.documents.year.word_template import WordTemplate

LEAVING = ("serial", "name", "number", "from_post", "to_school", "to_post", "round", "same_day", "transfer")
COMING = ("serial", "name", "number", "from_school", "from_post", "to_post", "round", "same_day", "transfer", "term")
POSTS = ("post", "required", "before", "out", "in", "after")


def school_notices(contents: Contents, templates: Templates) -> Iterator[tuple[str, bytes]]:
    """Yield school code and notice, by code: each school that anybody leaves or enters, or did as published."""
    template = WordTemplate(templates.find(SCHOOL_NOTICE))
    for context in school_contexts(contents):
        yield str(context.values["school_code"]), template.fill(context, contents.papers.made_on)


def school_contexts(contents: Contents) -> Iterator[Context]:
    """Yield what each school is told."""
    leaving: dict[str, list[Row]] = {}
    coming: dict[str, list[Row]] = {}
    for code in contents.in_order(contents.moves):
        move = contents.moves[code]
        leaving.setdefault(str(move["from_code"]), []).append(move)
        coming.setdefault(str(move["to_code"]), []).append(move)
    posts: dict[str, list[Row]] = {}
    for row in contents.account.posts.to_dict("records"):
        told = {key: int(row[key]) for key in POSTS if key != "post"}
        post = contents.post(str(row["stage"]), str(row["subject"]))
        posts.setdefault(str(row["school_id"]), []).append({"post": post, **told})
    title = contents.say("交流轮岗人员调整通知", "Notice: who leaves and who comes")
    changed = _changed(contents)
    for code in contents.district.schools["school_id"].sort_values():
        moving = code in leaving or code in coming
        if moving or code in changed:
            values = {
                **contents.values(title, contents.source),
                "school": contents.school(code),
                "school_code": code,
                "report": contents.report_at_school,
                "changed": _say_changed(contents, moving) if code in changed else "",
            }
            lists = {
                "leaving": Listing(LEAVING, _rows(leaving.get(code, []), LEAVING)),
                "coming": Listing(COMING, _rows(coming.get(code, []), COMING)),
                "posts": Listing(POSTS, posts.get(code, [])),
            }
            yield Context(values, lists)


def _changed(contents: Contents) -> set[str]:
    """Return the schools that somebody leaves or enters otherwise than published."""
    found = set[str]()
    for code, (was, now) in contents.changed.items():
        found |= {move.to_school for move in (was, now) if move is not None}
        found.add(str(contents.people[code]["school_id"]))  # it is told where they go
    return found


def _say_changed(contents: Contents, moving: bool) -> str:
    if moving:
        return contents.say(
            "公示的安排经申诉复核，涉及你校的有调整，以本通知为准。",
            "What was published for your school has changed after appeals were heard; this notice holds.",
        )
    return contents.say(
        "公示的安排中你校有调出或调入人员，申诉复核后调整为没有，你校人员不变动。",
        "As published, people were to leave or join your school; after appeals were heard nobody does.",
    )


def _rows(moves: list[Row], fields: tuple[str, ...]) -> list[Row]:
    return [{"serial": i, **{key: move[key] for key in fields[1:]}} for i, move in enumerate(moves, 1)]
