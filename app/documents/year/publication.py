"""The list for publication: who goes from where to where, names masked, no reason for anything.

Where the bureau's document has the deferred and the not exchanged published too, they follow, without a reason.
"""

from __future__ import annotations

from app.documents.year.contents import Contents
from app.documents.year.fields import Context, Listing, Row
from app.documents.year.masks import masked
from app.documents.year.page_template import fill_page
from app.documents.year.sheet_template import fill_workbook
from app.documents.year.templates import PUBLICATION_BOOK, PUBLICATION_PAGE, Templates

MOVERS = ("serial", "name", "number", "from_school", "from_post", "to_school", "new_post")
KEPT = ("serial", "name", "number", "school", "post")


def publication_context(contents: Contents) -> Context:
    """Return what the list tells."""
    title = {
        "draft": contents.say("交流轮岗人员公示名单（草案）", "Exchange: list for publication (draft)"),
        "published": contents.say("交流轮岗人员公示名单", "Exchange: published list") + _round(contents),
        "final": contents.say("交流轮岗人员名单", "Exchange: final list"),
    }[contents.papers.stage]
    movers = [_mover(contents, i, code) for i, code in enumerate(contents.in_order(contents.moves), 1)]
    published = contents.publishes_kept
    deferred = [_kept(contents, i, code) for i, code in enumerate(contents.deferred if published else (), 1)]
    kept = [_kept(contents, i, code) for i, code in enumerate(contents.kept if published else (), 1)]
    return Context(
        {
            **contents.values(title, contents.source),
            "count": len(movers),
            "published_lists": published,
            "hearing": _hearing(contents),
        },
        {"movers": Listing(MOVERS, movers), "deferred": Listing(KEPT, deferred), "kept": Listing(KEPT, kept)},
    )


def _hearing(contents: Contents) -> str:
    """Say until when and to whom one may object; of a final list, when that was."""
    period, blank = contents.papers.period, "＿" * 10
    if contents.papers.stage != "final":
        return contents.say(
            f"公示期：{contents.period}。对名单有异议的，请在公示期内实名反映。受理部门：{blank}　电话：{blank}　"
            f"地址：{blank}",
            f"Published: {contents.period}. Objections are heard in this time, under your name. Office: {'_' * 20} "
            f"Telephone: {'_' * 16} Address: {'_' * 20}",
        )
    return "" if period is None else contents.say(f"已公示：{contents.period}。", f"Published: {contents.period}.")


def _round(contents: Contents) -> str:
    """Say that a list is published for the second time."""
    period = contents.papers.period
    if period is None or period.round == 1:
        return ""
    return contents.say(f"（第{period.round}次公示）", f" (publication {period.round})")


def publication_files(contents: Contents, templates: Templates) -> dict[str, bytes]:
    """Return the list as HTML and as Excel: ending -> content."""
    context = publication_context(contents)
    hidden = frozenset() if contents.publishes_kept else frozenset({"deferred", "kept"})
    return {
        ".html": fill_page(templates.find(PUBLICATION_PAGE), context).encode(),
        ".xlsx": fill_workbook(templates.find(PUBLICATION_BOOK), context, contents.papers.made_on, hidden),
    }


def shown_name(contents: Contents, name: str) -> str:
    """Return a name as the published list prints it."""
    return masked(name) if contents.papers.names == "masked" else name


def _mover(contents: Contents, serial: int, code: str) -> Row:
    move = contents.moves[code]
    row = {key: move[key] for key in MOVERS if key != "serial"}
    return {"serial": serial, **row, "name": shown_name(contents, str(move["name"]))}


def _kept(contents: Contents, serial: int, code: str) -> Row:
    who = contents.person(code)
    row = {key: who[key] for key in KEPT if key != "serial"}
    return {"serial": serial, **row, "name": shown_name(contents, str(who["name"]))}
