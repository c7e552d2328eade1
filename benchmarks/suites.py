"""What is measured, one entry a spec: instance, peers, limits, and what must be reached.

A spec's `seconds` are what the solvers are told. The wall clock that kills is wider, so that a missed target is still
told with the figure that missed it.
"""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.harness.rows import Limits
from benchmarks.harness.spec import Spec
from benchmarks.harness.targets import AtMostTimes, Faster, Memory, Proven, SoonerThanNear, Valid, Wall, Within
from benchmarks.peers.registry import PEERS

GB = 2**30
ALL = tuple(PEERS)
SMOKE = Limits(seconds=20, wall=90, memory=2 * GB)

SMALL = Limits(seconds=10, wall=60, memory=2 * GB)
MIDDLE = Limits(seconds=45, wall=180, memory=4 * GB)
LARGE = Limits(seconds=235, wall=600, memory=12 * GB)
PROVINCE = Limits(seconds=800, wall=2400, memory=18 * GB)
PATIENT = Limits(seconds=240, wall=480, memory=6 * GB)
"""For peers that need longer than ours may take: a ratio is only known if they are given the time."""
MINUTE = Limits(seconds=60, wall=240, memory=6 * GB)

SUITES: Mapping[str, tuple[Spec, ...]] = {
    # Every peer, every kind of instance, in seconds: that everything still runs.
    "smoke": (
        Spec("default", 60, 8, ALL, SMOKE, targets=(Proven(), Valid())),
        Spec("hard", 60, 8, ("lungang", "cp_sat", "highs", "serial"), SMOKE, targets=(Valid(),)),
        Spec("core", 60, 8, ("lungang", "flow"), SMOKE, targets=(Proven(), Valid())),
    ),
    # What Lungang promises, size by size.
    "headline": (
        Spec("default", 1000, 60, ("lungang",), SMALL, targets=(Wall(10), Memory(GB), Proven())),
        Spec("default", 5000, 200, ("lungang",), MIDDLE, targets=(Wall(60), Memory(2 * GB), Within(0.001), Valid())),
        Spec("default", 20000, 800, ("lungang",), LARGE, targets=(Wall(300), Memory(6 * GB), Within(0.005), Valid())),
        Spec(
            "province", 100_000, 3000, ("lungang",), PROVINCE,
            targets=(Wall(1200), Memory(16 * GB), Valid(), Within(0.02, must=False)),
        ),
    ),
    # How many times as fast as others, and how near the speed of the bare flow.
    "ratios": (
        Spec(
            "default", 2000, 100, ("lungang", "highs"), MINUTE, {"highs": PATIENT}, (Faster("highs", 10), Valid())
        ),
        Spec(
            "default", 1000, 60, ("lungang", "cp_sat"), SMALL, {"cp_sat": PATIENT},
            (SoonerThanNear("cp_sat", 0.10, 20), Valid()),
        ),
        Spec("core", 5000, 200, ("lungang", "flow"), MIDDLE, targets=(AtMostTimes("flow", 10), Valid())),
        Spec("core", 20000, 800, ("lungang", "flow"), LARGE, targets=(AtMostTimes("flow", 10), Valid())),
    ),
    # The same sizes with everything that makes them hard; the province stays out, whose routes that preset opens.
    "hard": (
        Spec("hard", 1000, 60, ("lungang",), SMALL, targets=(Valid(), Proven(must=False))),
        Spec("hard", 5000, 200, ("lungang",), MIDDLE, targets=(Valid(), Within(0.001, must=False))),
        Spec("hard", 20000, 800, ("lungang",), LARGE, targets=(Valid(), Within(0.005, must=False))),
    ),
    # Everybody on one instance, a minute each.
    "peers": (Spec("default", 1000, 60, ALL, MINUTE, targets=(Valid(),)),),
}  # fmt: skip
