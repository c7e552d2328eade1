"""Axes, withheld sentences, prices, the frontier's sentence, words for lots and the foot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.documents.charts import Chart
from app.documents.whatif.axis import axis_of
from app.documents.whatif.figures import from_to, quantity
from app.documents.whatif.foot import foot
from app.documents.whatif.frontier import frontier_chart, steepest, step_sentence
from app.documents.whatif.heat import darkness
from app.documents.whatif.lots import lot_words, school_name, zone_name
from app.documents.whatif.multiples import short
from app.documents.whatif.nobody import WITHHELD, Nobody
from app.documents.whatif.prices import told_prices
from models.explain.gains import Lot
from models.words import Text
from scenarios.whatif.comparison import Frontier, Point, Price
from tests.app.documents.whatif.made import MADE, SCHOOLS, comparison, four, result


@pytest.mark.parametrize(
    ("names", "at"),
    [
        (("基线", "15%", "20%"), {1: 15, 2: 20}),
        (("10%", "15%", "20%"), {0: 10, 1: 15, 2: 20}),
        (("基线", "编制 +20", "编制 +10"), {1: 20, 2: 10}),
        (("基线", "15%"), None),  # one point is no axis
        (("基线", "15%", "20 人"), None),
        (("基线", "15%", "10%", "20%"), None),  # no order
        (("基线", "编制 5，比例 15%", "编制 6，比例 20%"), None),  # two numbers move
        (("基线", "编制 5，比例 15%", "编制 5，比例 20%"), {1: 15, 2: 20}),
        (("统筹", "排名", "双向"), None),
        (("10%（现行）", "15%", "20%"), {0: 10, 1: 15, 2: 20}),
        (("现行 15%", "10%", "20%"), {0: 15, 1: 10, 2: 20}),  # between the others
        (("比例12%（2025年）", "比例15%", "比例20%"), {0: 12, 1: 15, 2: 20}),
        (("2026年方案", "15%", "20%"), {1: 15, 2: 20}),
        (("骨干占比8%", "15%", "20%"), {1: 15, 2: 20}),  # a share of something else
        (("10%（现行）", "10%", "20%"), {1: 10, 2: 20}),  # a scenario has its place
    ],
)
def test_scenarios_stand_in_an_order_only_where_one_number_tells(
    names: tuple[str, ...], at: dict[int, float] | None
) -> None:
    axis = axis_of(names)
    assert (None if axis is None else axis.at) == at


def test_a_grid_tells_where_its_scenarios_stand() -> None:
    names = ("现行10%", "比例 15%，编制 5", "比例 20%，编制 5")
    at: tuple[dict[str, str], ...] = ({}, {"比例": "15%", "编制": "5"}, {"比例": "20%", "编制": "5"})
    axis = axis_of(names, at)
    assert axis is not None
    assert (axis.at, axis.labels, axis.name) == ({0: 10, 1: 15, 2: 20}, {0: "10%", 1: "15%", 2: "20%"}, "比例")
    assert axis_of(("甲", "乙", "丙"), ({}, {"方式": "统筹"}, {"方式": "排名"})) is None
    two: tuple[dict[str, str], ...] = ({}, {"比例": "15%", "编制": "5"}, {"比例": "20%", "编制": "6"})
    assert axis_of(("甲", "乙", "丙"), two) is None
    bare = axis_of(("比例 10%", *names[1:]), at)
    assert bare is not None
    assert bare.labels[0] == "10%"


def test_the_label_of_a_place_is_its_number() -> None:
    axis = axis_of(("基线", "比例15%", "比例20%"))
    assert axis is not None
    assert axis.labels == {1: "15%", 2: "20%"}


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("“不低于10%”改为“不低于15%”。", False),
        ("18所学校的编制数共增加1,234。", False),
        ("青禾小学（2199000001）的编制加1。", False),
        ("锁定表：取消某某（A017）的锁定。", True),  # whoever that is: no school has such a code
        ("取消赵文静的锁定", True),
        ("KeyError: '700123'", True),
        ("KeyError: 'T0042'", True),
        ("2026年9月1日起执行（见附件2）。", False),
        ("编制数合计增加20（合计12034→12054），按缺编分摊。", False),
        ("establishment of 48 schools up by 12000 in all (12034→24034).", False),
        ("工号700123的锁定", True),
        ("合计70012→70013", True),  # the first is a known code
        ("志愿之外的分值（10）", False),
        ("方案（2026）", False),
        ("取消某某（012）的锁定", True),
        ("取消某某（7）的锁定", True),  # short, but known
    ],
)
def test_a_sentence_with_somebodys_name_or_code_is_withheld(said: str, named: bool) -> None:
    moved = result("甲", 3)
    nobody = Nobody(
        [moved],
        {"T0042": ("赵文静", "2199000001", "语文"), "7": ("某某某", "", ""), "70012": ("某某某", "", "")},
        SCHOOLS,
    )
    assert nobody.named(said) == named
    assert nobody.of([Text(said, said)]) == ((WITHHELD,) if named else (Text(said, said),))


def test_withheld_sentences_are_told_once() -> None:
    nobody = Nobody([], {"T0042": ("赵文静", "", "")}, ())
    assert nobody.of([Text("赵文静", "x"), Text("好", "good"), Text("x", "T0042")]) == (WITHHELD, Text("好", "good"))


def test_prices_tell_what_was_found_and_never_more() -> None:
    told = four()
    found = {price.rule.zh: price for price in told_prices(told)}
    fill = told.rows[0].result.tiers[0].value
    assert found["编制"].found.zh == f"再求解：第 1 级“缺额” {fill} → {fill - 1}，已证明"
    assert found["编制"].promised.zh == "“缺额”减少 2"
    assert found["比例与名额"].found.zh == "再求解：各级目标都没有变，已证明"
    assert found["锁定"].found.zh == "没有再求解"
    assert found["回避"].found.en == "buys nothing, proven"
    assert told_prices(told)[0].bought
    (unsure,) = told_prices(replace(told, prices=(Price("avoidance", None),)))
    assert (unsure.promised.en, unsure.found.en) == ("—", "has no price; not proven to buy nothing")
    (more,) = told_prices(replace(told, prices=(Price("establishment", Text("x", "x"), after=(1,)),)))
    assert more.promised.en == "—"


def test_a_price_that_costs_an_earlier_goal_is_not_called_a_gain() -> None:
    told = comparison([result("甲", 5), result("乙", 6)])
    worse = Price("quotas", Text("x", "x"), "fill", 1, (5, 9), (6, 3), False)
    (price,) = told_prices(replace(told, prices=(worse,)))
    assert not price.bought
    assert price.found.zh == "再求解：第 1 级“缺额” 5 → 6、第 2 级“志愿” 9 → 3，未证明最优"


def test_the_steepest_step_is_told() -> None:
    points = (Point(10, 900, True), Point(12, 400, True), Point(20, 100, False))
    assert steepest(points) == (points[0], points[1])
    frontier = Frontier(("fill", "distance"), (), points, None)
    assert step_sentence(frontier).zh == "换得最多的一步：“缺额”由 10 增至 12，“距离”由 900 减至 400"
    long = (points[0], Point(12, 800, True), Point(40, 100, True))
    assert steepest(long) == long[:2]  # 50 a unit, though the longer step falls further
    hollow = Frontier(("fill", "distance"), (), (points[0], Point(12, 400, False)), None)
    assert "未全部证明" in step_sentence(hollow).zh
    alone = Frontier(("fill", "distance"), (), points[:1], None)
    assert "没有别的取舍" in step_sentence(alone).zh


def drawn(frontier: Frontier | None) -> Chart:
    chart = frontier_chart(replace(four(), frontier=frontier), "zh")
    assert chart is not None
    return chart


def test_a_frontier_without_a_trade_is_told_in_words() -> None:
    points = (Point(10, 900, True), Point(12, 400, True))
    assert drawn(Frontier(("fill", "distance"), (), points, None)).svg
    alone = drawn(Frontier(("fill", "distance"), (), points[:1], points[0]))
    assert (alone.svg, alone.note) == ("", "不考虑：志愿。“基线”的方案为 10 / 900。")
    assert drawn(Frontier(("fill", "distance"), (), (), None)).svg == ""
    assert frontier_chart(replace(four(), frontier=None), "zh") is None


def test_a_frontier_says_what_it_holds_and_what_it_lets_go() -> None:
    points = (Point(10, 900, True), Point(12, 400, True))
    free = drawn(Frontier(("fill", "distance"), (), points, Point(10, 1200, True))).note
    assert "不考虑：志愿。“基线”的方案（菱形）为 10 / 1,200；高出的部分用来顾及它们。" in free
    held = drawn(Frontier(("fill", "distance"), ("choice",), points, points[0])).note
    assert "先保证最好的：志愿。“基线”的方案（菱形）为 10 / 900。" in held
    assert "不考虑" not in held


def test_lots_and_places_in_words() -> None:
    lot = Lot("2199000000", "小学", "语文", True, 2, 35, True, False)
    school = SCHOOLS["2199000000"]
    assert lot_words(lot, SCHOOLS).zh == f"调往{school}（小学 语文），第 2 志愿，路程 35 分钟，降级聘用，与配偶不同片区"
    assert lot_words(Lot("*", "", "", False), SCHOOLS).zh == "留在系统外"
    assert school_name("8", {}).en == "8"
    assert [zone_name(zone).zh for zone in ("", "*", "东区")] == ["未分片区", "系统外", "东区"]


def test_the_better_a_cell_the_darker() -> None:
    less, more, neither = (replace(four().lines[1], better=better) for better in ("less", "more", "neither"))
    assert [darkness(less, value, 10, 20) for value in (10, 15, 20)] == [1, 0.5, 0]
    assert [darkness(more, value, 10, 20) for value in (10, 20)] == [0, 1]
    assert [darkness(neither, value, 10, 20) for value in (10, 20)] == [0, 1]
    assert darkness(less, 10, 10, 10) == 0.5


def test_numbers_in_words() -> None:
    people, percent = Text("人", "people"), Text("%", "%")
    assert quantity(1471, people) == Text("1,471 人", "1,471 people")
    assert quantity(62, percent).zh == "62%"
    assert quantity(None, people).zh == "—"
    assert from_to(62, 66, percent).en == "62% → 66%"
    assert from_to(1320, 250, Text("", "")).en == "1,320 → 250"


def test_a_name_is_cut_by_width() -> None:
    assert short("比例15%") == "比例15%"
    assert short("一二三四五六", 7) == "一二三…"


def test_the_foot_tells_everything_it_is_handed() -> None:
    told = foot({**MADE, "computed": 3, "odd": {"a": 1}, "list": ["x", "y"]}, "zh")
    assert ("开始", "2026-08-01 09:30", False) in told
    assert ("新算的项", "3", False) in told
    assert ("odd", "a 1", False) in told
    assert ("青禾县.xlsx", "SHA-256 " + "ab" * 32, True) in told
    assert foot({}, "en") == []
