"""Goal `distance`: minutes by person, home zone or school zone, else kilometres."""

from __future__ import annotations

import pytest

from models.goals import distance
from models.recount import Recount
from tests.models.micro import Row, district, plan, policy

PERSON: Row = {"teacher_id": "t", "school_id": "B", "minutes": 11}
HOME: Row = {"zone": "南", "school_id": "B", "minutes": 22}
PRESENT: Row = {"zone": "东", "school_id": "B", "minutes": 33}
ELSEWHERE: Row = {"teacher_id": "t", "school_id": "C", "minutes": 44}


def way(
    distances: list[Row], home: dict[str, object], *, here: float | None = None, there: float | None = 30.0
) -> tuple[int, bool]:
    """Schools on one meridian, A at latitude `here` and B at `there`; t stands at A."""
    place = {"lon": 110.0}
    schools: list[Row] = [
        {"school_id": "A", "zone": "东"} | ({} if here is None else {"lat": here, **place}),
        {"school_id": "B", "zone": "西"} | ({} if there is None else {"lat": there, **place}),
        "C",
    ]
    recount = Recount(district(schools, [{"teacher_id": "t", "school_id": "A", **home}], distances=distances), policy())
    found = distance.way(recount, distance.lines_of(recount), "t", "B")
    assert distance.value(recount, plan("t>B")) == found[0]
    assert distance.value(recount, plan()) == 0
    return found


@pytest.mark.parametrize(
    ("lines", "home", "minutes"),
    [
        ([ELSEWHERE, PRESENT, HOME, PERSON], {"home_zone": "南"}, 11),
        ([ELSEWHERE, PRESENT, HOME], {"home_zone": "南"}, 22),
        ([ELSEWHERE, PRESENT, HOME], {}, 33),
        ([PRESENT], {"home_zone": "南"}, 33),
    ],
)
def test_minutes_of_the_nearest_line(lines: list[Row], home: dict[str, object], minutes: int) -> None:
    assert way(lines, home, here=31.0) == (minutes, True)


def test_kilometres_from_home_else_from_the_present_school() -> None:
    home: dict[str, object] = {"home_lon": 110.0, "home_lat": 30.5}
    assert way([ELSEWHERE], home, here=31.0) == (56, True)  # 55.597
    assert way([ELSEWHERE], {}, here=31.0) == (111, True)  # 111.195
    assert way([], {"home_lon": 110.0}, here=31.0) == (111, True)


def test_nothing_known_is_nothing_and_says_so() -> None:
    assert way([], {}) == (0, False)
    assert way([], {"home_lon": 110.0, "home_lat": 30.5}, there=None) == (0, False)


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [
        ((0.0, 0.0), (0.0, 0.0), 0.0),
        ((0.0, 0.0), (90.0, 0.0), 10007.557),
        ((0.0, 90.0), (17.0, -90.0), 20015.115),
        ((116.4074, 39.9042), (121.4737, 31.2304), 1067.312),
    ],
)
def test_great_circles(here: tuple[float, float], there: tuple[float, float], km: float) -> None:
    assert distance.kilometres(here, there) == pytest.approx(km, abs=0.001)


def test_half_a_kilometre_rounds_up() -> None:
    degree = 111.19508023353
    assert way([], {}, here=30.0 + 0.5001 / degree) == (1, True)
    assert way([], {}, here=30.0 + 0.4999 / degree) == (0, True)
