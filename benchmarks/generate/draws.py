"""Random numbers: one stream a step, so that a change in one step leaves the draws of the others alone."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.district import IntArray

FloatArray = npt.NDArray[np.float64]


def stream(seed: int, step: str) -> np.random.Generator:
    """Return the generator of one step; the same seed and step always give the same numbers."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(step.encode())])))


def rounded(rng: np.random.Generator, amounts: FloatArray) -> IntArray:
    """Round each amount up or down at random, so that the mean is kept."""
    return np.floor(amounts + rng.random(amounts.shape)).astype(np.int64)


def weighted(rng: np.random.Generator, shares: Sequence[float], size: int) -> IntArray:
    """Draw `size` positions of a list of shares; what the shares lack of 1 goes to the last."""
    edges = np.cumsum(np.asarray(shares, np.float64))[:-1]
    return np.searchsorted(edges, rng.random(size), side="right").astype(np.int64)


def spread(rng: np.random.Generator, total: int, weights: npt.ArrayLike) -> IntArray:
    """Share `total` units among places by weight, at random; shape of `weights`.

    Places of weight 0 get nothing; without any weight nothing is shared out.
    """
    mass = np.cumsum(np.asarray(weights, np.float64))
    if total <= 0 or len(mass) == 0 or mass[-1] <= 0:
        return np.zeros(len(mass), np.int64)
    hits = np.searchsorted(mass, rng.random(total) * mass[-1], side="right")
    return np.bincount(np.minimum(hits, len(mass) - 1), minlength=len(mass)).astype(np.int64)


def sample(rng: np.random.Generator, weights: FloatArray, count: int) -> IntArray:
    """Draw `count` distinct positions, likelier by weight, in ascending order; weight 0 is never drawn.

    The largest of u ** (1 / weight) are taken, the usual way to draw by weight without putting back.
    """
    able = np.flatnonzero(weights > 0)
    keys = np.log(rng.random(len(able))) / weights[able]
    return np.sort(able[np.argsort(-keys, kind="stable")[:count]])
