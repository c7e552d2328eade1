"""The transfer orders, numbered in the order they are carried out: by round, then by the school entered."""

from __future__ import annotations

from app.documents.year.contents import Contents
from app.documents.year.fields import Context, Listing, Row
from app.documents.year.templates import ORDERS, Templates
from app.documents.year.word_template import WordTemplate

ORDER = (
    "order", "name", "number", "from_school", "from_post", "to_school", "to_post", "round", "route", "transfer", "term",
    "same_day", "report",
)  # fmt: skip
DIGITS = 3
"""Digits of an order's number, more where there are more orders."""


def orders_file(contents: Contents, templates: Templates) -> bytes:
    """Return all orders in one Word document, an order a page."""
    return WordTemplate(templates.find(ORDERS)).fill(orders_context(contents), contents.papers.made_on)


def orders_context(contents: Contents) -> Context:
    """Return what the orders tell."""
    digits = max(DIGITS, len(str(len(contents.moves))))
    orders = [_order(contents, f"{i:0{digits}d}", move) for i, move in enumerate(contents.moves.values(), 1)]
    title = contents.say("调令", "Transfer order")
    return Context(
        {**contents.values(title, contents.source), "count": len(orders)},
        {"orders": Listing(ORDER, orders)},
    )


def _order(contents: Contents, number: str, move: Row) -> Row:
    """Return one order; who changes places with others at once does so on one day."""
    told = {key: move[key] for key in ORDER if key in move}
    same_day = contents.say(
        "与互换人员在同一天办理离任和到任手续。", "Leave and arrive on the same day as those you change places with."
    )
    return {
        **told,
        "order": contents.say(f"第{number}号", f"No. {number}"),
        "transfer": contents.say("人事关系一并调动。", "The personnel relation moves along.")
        if move["transfer"] == contents.say("调动", "moves")
        else contents.say("人事关系不动。", "The personnel relation stays."),
        "term": contents.say(f"交流期{move['term']}。", f"Term: {move['term']}.") if move["term"] else "",
        "same_day": same_day if move["same_day"] else "",
        "report": contents.report.rstrip("。.") + contents.say("。", "."),
    }
