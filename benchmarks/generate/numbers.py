"""Establishment and required numbers, written around the hidden plan so that it fits and little room is left over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.generate.draws import FloatArray, spread, stream
from benchmarks.generate.hidden_plan import CLOSED, RELAY, SINK, SOURCE, HiddenPlan
from benchmarks.generate.posts import Nodes
from benchmarks.generate.recipe import Recipe
from benchmarks.generate.schools import Schools
from models.district import BoolArray, IntArray

DOUBLED = 2
"""Where establishment binds, a school's posts have twice the free places its establishment has: which of them are
filled is then a question, as it is in counties whose subject posts are generous and whose establishment is not."""


@dataclass(frozen=True)
class Numbers:
    """What the tables `schools` and `posts` will say.

    Attributes
    ----------
    required : people each node requires, shape (nodes,).
    headcount, establishment : shape (schools,).
    free : places of each school that the hidden plan leaves free, establishment and posts both considered.
    open : nodes people can be sent to: a post, not overstaffed, at a school not above its establishment.
    """

    required: IntArray
    headcount: IntArray
    establishment: IntArray
    free: IntArray
    open: BoolArray


def draw_numbers(recipe: Recipe, schools: Schools, nodes: Nodes, plan: HiddenPlan) -> Numbers:
    """Draw the numbers.

    A relay or sink requires what it has after the plan, and a few free places on top; a source requires what it
    keeps, at least one less than it has. A school that grows gets the establishment it has after the plan and its share
    of the free places; one that shrinks keeps room for today's people, for otherwise nobody could enter it.
    """
    rng = stream(recipe.seed, "numbers")
    out, into = plan.out(nodes), plan.into(nodes)
    final = nodes.current - out + into
    taking = nodes.is_post & np.isin(plan.part, (RELAY, SINK))
    size = len(schools)
    headcount, after = _by_school(nodes, nodes.current, size), _by_school(nodes, final, size)

    takes = np.bincount(nodes.school[taking], minlength=size) > 0
    room = spread(rng, round(recipe.slack * recipe.movers), takes * np.sqrt(headcount))
    binding = after + room >= headcount
    establishment = np.where(binding, after + room, headcount)
    over = headcount - np.maximum(1, headcount - after)
    establishment = np.where(plan.closed_school, np.maximum(over, 0), establishment)

    extra = _at_posts(rng, nodes, np.where(binding, DOUBLED * room, room), taking * np.sqrt(1.0 + nodes.current))
    required = np.where(taking, final + extra, nodes.current)
    source = plan.part == SOURCE
    required = np.where(source, nodes.current - np.maximum(1, out), required)
    crowded = (plan.part == CLOSED) & (nodes.current >= 2) & (rng.random(len(nodes)) < 0.5)
    required = np.where(plan.part == CLOSED, nodes.current - np.maximum(out, crowded), required)
    return Numbers(
        np.where(nodes.is_post, required, 0), headcount, establishment, np.where(takes, room, 0),
        taking & (required > 0) & ~plan.closed_school[nodes.school],
    )  # fmt: skip


def _by_school(nodes: Nodes, people: IntArray, size: int) -> IntArray:
    return np.bincount(nodes.school, weights=people, minlength=size).astype(np.int64)


def _at_posts(rng: np.random.Generator, nodes: Nodes, units: IntArray, weights: FloatArray) -> IntArray:
    """Share each school's units among its posts by weight; shape (nodes,)."""
    mass = np.concatenate([[0.0], np.cumsum(weights)])
    first = np.searchsorted(nodes.school, np.arange(len(units)))
    last = np.searchsorted(nodes.school, np.arange(len(units)), side="right")
    start, end = mass[first], mass[last]
    school = np.repeat(np.arange(len(units)), units)
    drawn = start[school] + rng.random(len(school)) * (end - start)[school]
    hits = np.searchsorted(mass[1:], drawn, side="right")
    # A draw on the very edge of a school's share would fall to a node outside it, or to one of weight 0.
    hits = np.clip(hits, first[school], last[school] - 1)
    good = weights[hits] > 0
    return np.bincount(hits[good], minlength=len(nodes)).astype(np.int64)
