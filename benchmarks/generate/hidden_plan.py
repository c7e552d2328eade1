"""The hidden plan: who stands on the list, and where everybody on it goes. It is drawn first; all numbers fit it.

Every post plays one of four parts. A *source* is overstaffed: people leave it, and nobody comes. A *relay* sends people
away and takes as many or more. A *sink* only takes. A *closed* post is at a school above its establishment. The relays
are filled one after another in a drawn order, each from people whom earlier posts have already released, before it
releases its own; what is left goes to the sinks. So the moves, drawn as arrows between posts, never form a ring; no
post shrinks but where it was overstaffed; and every rule on numbers can be written around the plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from benchmarks.generate.draws import FloatArray, sample, spread, stream
from benchmarks.generate.posts import Nodes
from benchmarks.generate.recipe import ImpossibleRecipeError, Recipe
from benchmarks.generate.schools import Schools
from models.district import BoolArray, IntArray
from models.words import Text

CLOSED_SCHOOLS = (0.12, 0.06, 0.0, 0.0)
"""Share of schools above their establishment, by area: overstaffed towns, short villages."""
SOURCE_WEIGHT = (2.0, 1.2, 0.5, 0.2)
SINK_SHARE = (0.10, 0.18, 0.32, 0.35)
MOVER_WEIGHT = (1.2, 1.0, 0.8, 0.6)
GROWTH_WEIGHT = (0.5, 1.0, 1.5, 1.0)
"""By area: how likely a post is overstaffed, is a sink, sends people, and gets what others lose, a person there."""
OVERSTAFFED = 0.32
"""Share of the staff at sources and closed schools: it fixes how many posts, and so how many pairs, are closed."""
SENDS_LESS = 0.6
"""How many people an overstaffed post sends beside another: it gets nobody back, so all who go must be too many."""
SPARE = 0.02
"""In chain mode sources send so much more than what sinks take, as a share of the movers."""
GROWTH_OF_RELAYS = 0.4
"""Of what sources lose, the share that relays gain, where the recipe asks no chain."""
SECOND_SUBJECT_USED = 0.5
"""Of the movers who teach two subjects, the share who change to the second one in the hidden plan."""

SOURCE, RELAY, SINK, CLOSED = range(4)


@dataclass(frozen=True)
class HiddenPlan:
    """Who moves where.

    Attributes
    ----------
    mover : positions of the movers on the roster, ascending, shape (movers,).
    left, entered : node each leaves and enters. Every mover is placed.
    part : what each node plays, shape (nodes,).
    closed_school : schools above their establishment, shape (schools,).
    """

    mover: IntArray
    left: IntArray
    entered: IntArray
    part: IntArray
    closed_school: BoolArray

    def out(self, nodes: Nodes) -> IntArray:
        """People who leave each node."""
        return np.bincount(self.left, minlength=len(nodes)).astype(np.int64)

    def into(self, nodes: Nodes) -> IntArray:
        """People who enter each node."""
        return np.bincount(self.entered, minlength=len(nodes)).astype(np.int64)


def draw_hidden_plan(
    recipe: Recipe, schools: Schools, nodes: Nodes, person_node: IntArray, second: IntArray
) -> HiddenPlan:
    """Draw the movers and the plan.

    Parameters
    ----------
    person_node : the node of each person of the roster; second : the second subject each teaches, -1 for none.

    Raises
    ------
    ImpossibleRecipeError : if so few schools cannot take so many people.
    """
    rng = stream(recipe.seed, "hidden plan")
    part, closed = _parts(recipe, rng, schools, nodes)
    mover = _movers(recipe, rng, schools, nodes, part, person_node)
    left = person_node[mover]
    target = _targets(rng, nodes, part, left, second[mover])
    entered = _Assignment(recipe, rng, schools, nodes, part, left, target).run()
    return HiddenPlan(mover, left, entered, part, closed)


def _parts(recipe: Recipe, rng: np.random.Generator, schools: Schools, nodes: Nodes) -> tuple[IntArray, BoolArray]:
    """Give every node its part; every group keeps two sinks, or one where it has two posts only."""
    area = schools.area[nodes.school]
    post = nodes.is_post
    closed = rng.random(len(schools)) < np.array(CLOSED_SCHOOLS)[schools.area]
    groups = int(nodes.group.max()) + 1
    size = np.bincount(nodes.group[post], minlength=groups)
    wanted = np.clip(size - 1, 0, 2)
    # A group all but whose last open posts are at closed schools could take nobody: those schools are opened.
    open_posts = np.bincount(nodes.group[post & ~closed[nodes.school]], minlength=groups)
    poor = np.flatnonzero(open_posts < wanted)
    closed[nodes.school[np.isin(nodes.group, poor)]] = False

    part = np.full(len(nodes), RELAY, np.int64)
    part[~post] = SINK  # nobody of the support staff moves
    able = post & ~closed[nodes.school]
    chance = rng.random(len(nodes))
    crowded = recipe.movers / max(1, int(nodes.current.sum()))
    shares = np.array(SINK_SHARE)[area] * max(0.3, 1.3 * (1 - crowded))
    part[able & ((chance < shares) | (nodes.current == 0))] = SINK
    for lacking in np.flatnonzero(np.bincount(nodes.group[able & (part == SINK)], minlength=groups) < wanted):
        inside = np.flatnonzero(able & (nodes.group == lacking))
        inside = inside[np.argsort(nodes.current[inside], kind="stable")]  # the smallest: most people stay free to move
        part[inside[: wanted[lacking]]] = SINK
    _name_sources(recipe, rng, nodes, part, area, able)
    part[closed[nodes.school] & post] = CLOSED
    return part, closed


def _name_sources(
    recipe: Recipe, rng: np.random.Generator, nodes: Nodes, part: IntArray, area: IntArray, able: BoolArray
) -> None:
    """Make relays sources until they, with the closed schools, hold the share of movers the plan needs."""
    senders = nodes.is_post & (part == RELAY)
    share = OVERSTAFFED
    if recipe.chain:  # a chain begins at a source: those that end at a sink ask for as many sources
        sent = min(1.0, 1 - recipe.chain + SPARE)
        share = max(share, sent / (SENDS_LESS + (1 - SENDS_LESS) * sent))
    wanted = share * nodes.current[senders].sum() - nodes.current[senders & ~able].sum()
    may = np.flatnonzero(senders & able & (nodes.current >= 2))
    keys = np.log(rng.random(len(may))) / np.array(SOURCE_WEIGHT)[area[may]]
    order = may[np.argsort(-keys, kind="stable")]
    part[order[np.cumsum(nodes.current[order]) <= wanted]] = SOURCE


def _movers(
    recipe: Recipe, rng: np.random.Generator, schools: Schools, nodes: Nodes, part: IntArray, person_node: IntArray
) -> IntArray:
    """Draw who stands on the list: people of posts that send, in groups with somewhere to go."""
    groups = int(nodes.group.max()) + 1
    takes = np.bincount(nodes.group[nodes.is_post & (part == SINK)], minlength=groups) > 0
    sends = nodes.is_post & (part != SINK) & takes[nodes.group]
    first = np.r_[True, person_node[1:] != person_node[:-1]]
    stays = first & np.isin(part[person_node], (SOURCE, CLOSED))  # so that nobody empties an overstaffed post
    able = sends[person_node] & ~stays
    if able.sum() < recipe.movers:
        most = int(able.sum())
        raise ImpossibleRecipeError(
            Text(
                f"这{recipe.schools}所学校至多{most}人能流出并安置，要求{recipe.movers}人；请增加学校或减少人数",
                f"these {recipe.schools} schools can send and place {most} people at most, not {recipe.movers}; "
                "ask for more schools or fewer movers",
            )
        )
    area = schools.area[nodes.school[person_node]]
    less = np.where(np.isin(part[person_node], (SOURCE, CLOSED)), SENDS_LESS, 1.0)
    return sample(rng, np.array(MOVER_WEIGHT)[area] * less * able, recipe.movers)


def _targets(rng: np.random.Generator, nodes: Nodes, part: IntArray, left: IntArray, second: IntArray) -> IntArray:
    """Return the group each mover will be placed in: the present one, or that of the second subject."""
    groups = int(nodes.group.max()) + 1
    sinks = np.bincount(nodes.group[nodes.is_post & (part == SINK)], minlength=groups)
    own = nodes.group[left]
    other = own - nodes.subject[left] + second
    changes = (second >= 0) & (other < groups) & (rng.random(len(left)) < SECOND_SUBJECT_USED)
    changes &= sinks[np.where(changes, other, 0)] >= 2
    return np.where(changes, other, own)


class _Assignment:
    """Places the movers, node by node in a drawn order."""

    def __init__(
        self, recipe: Recipe, rng: np.random.Generator, schools: Schools, nodes: Nodes, part: IntArray,
        left: IntArray, target: IntArray,
    ) -> None:  # fmt: skip
        self.rng, self.nodes, self.part, self.left = rng, nodes, part, left
        self.area = schools.area[nodes.school]
        self.home = nodes.school[left].tolist()
        self.target = target.tolist()
        self.entered = np.full(len(left), -1, np.int64)
        self.pools: dict[int, list[int]] = {group: [] for group in set(self.target)}
        order = np.argsort(left, kind="stable")
        edges = np.searchsorted(left[order], np.arange(len(nodes) + 1))
        self.leavers = [order[a:b].tolist() for a, b in pairwise(edges.tolist())]
        self.gain = self._gain(recipe, target)

    def _gain(self, recipe: Recipe, target: IntArray) -> IntArray:
        """Return how many more people each relay takes than it sends."""
        released = np.isin(self.part[self.left], (SOURCE, CLOSED))
        kept = (1 - recipe.chain) * len(self.left) / max(1, int(released.sum()))
        share = max(0.0, 1 - kept) if recipe.chain else GROWTH_OF_RELAYS
        gain = np.zeros(len(self.nodes), np.int64)
        relays = np.flatnonzero(self.part == RELAY)
        weights: FloatArray = np.array(GROWTH_WEIGHT)[self.area[relays]] * (0.5 + self.nodes.current[relays])
        order = np.argsort(self.nodes.group[relays], kind="stable")
        for ids in np.split(order, np.flatnonzero(np.diff(self.nodes.group[relays[order]])) + 1):
            if len(ids):
                freed = int((released & (target == self.nodes.group[relays[ids[0]]])).sum())
                gain[relays[ids]] = spread(self.rng, int(share * freed), weights[ids])
        return gain

    def run(self) -> IntArray:
        """Return the node each mover enters."""
        for node in np.flatnonzero(np.isin(self.part, (SOURCE, CLOSED))).tolist():
            self._release(node)
        relays = np.flatnonzero(self.part == RELAY)
        for node in self.rng.permutation(relays).tolist():
            leavers = self.leavers[node]
            if not self._fill(node, len(leavers) + int(self.gain[node])) and leavers:
                self.part[node] = SOURCE  # too few people are on the way: it shrinks, so it must count as overstaffed
            self._release(node)
        for group, pool in sorted(self.pools.items()):
            self._drain(group, pool)
        return self.entered

    def _release(self, node: int) -> None:
        for mover in self.leavers[node]:
            self.pools[self.target[mover]].append(mover)

    def _fill(self, node: int, seats: int) -> bool:
        """Send people of the pool to a node, none of them back to their own school; all seats or none."""
        pool = self.pools.get(int(self.nodes.group[node]), [])
        if len(pool) < seats:
            return seats == 0
        school = int(self.nodes.school[node])
        taken: list[int] = []
        starts = self.rng.random(seats)
        for start in starts.tolist():
            j = int(start * len(pool))
            tried = 0
            while tried < len(pool) and self.home[pool[j]] == school:
                j, tried = (j + 1) % len(pool), tried + 1
            if tried == len(pool):
                break
            pool[j], pool[-1] = pool[-1], pool[j]
            taken.append(pool.pop())
        if len(taken) < seats:
            pool.extend(taken)
            return False
        self.entered[taken] = node
        return True

    def _drain(self, group: int, pool: list[int]) -> None:
        """Send everybody left to the sinks of the group."""
        sinks = np.flatnonzero((self.nodes.group == group) & (self.part == SINK))
        weights: FloatArray = np.array(GROWTH_WEIGHT)[self.area[sinks]] * (0.5 + self.nodes.current[sinks])
        waiting = np.array(pool, np.int64)
        home = np.array(self.home, np.int64)
        while len(waiting):
            drawn = sinks[np.repeat(np.arange(len(sinks)), spread(self.rng, len(waiting), weights))]
            drawn = self.rng.permutation(drawn)
            fits = self.nodes.school[drawn] != home[waiting]
            self.entered[waiting[fits]] = drawn[fits]
            waiting = waiting[~fits]
