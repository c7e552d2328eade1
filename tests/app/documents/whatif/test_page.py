"""report.html of a comparison: stands alone, names nobody, hides what is alike, true in both languages."""

from __future__ import annotations

import logging
import re
from dataclasses import replace

import pytest

from app.documents.whatif.gain_bars import gain_tables
from app.documents.whatif.lines import merged
from app.documents.whatif.maps import MOST_ARROWS, flow_maps, net_of, split
from app.documents.whatif.page import render_comparison
from models.words import Lang, Text
from scenarios.whatif.comparison import By, Comparison, Frontier, Group, Point
from tests.app.documents.whatif.made import MADE, PEOPLE, PLACES, comparison, four, result

CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


@pytest.fixture(scope="module")
def told() -> Comparison:
    return four()


@pytest.fixture(scope="module")
def html(told: Comparison) -> str:
    return render_comparison(told, "zh")


def test_the_page_stands_alone_and_needs_no_script(html: str) -> None:
    assert not re.search(r"https?:|src=|@import|<link|url\((?!#)|<script", html)
    assert html.count("<svg") == 4


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_names_nobody(told: Comparison, lang: Lang) -> None:
    html = render_comparison(told, lang)
    shown = re.sub(r"<style>.*?</style>|<path[^>]*>", "", html, flags=re.DOTALL)
    assert told.people
    assert [code for code in PEOPLE if re.search(rf"(?<!\d){code}(?!\d)", shown)] == []
    assert [name for name, *_ in PEOPLE.values() if name in shown] == []
    assert ("涉及具体人员" if lang == "zh" else "names people") in html


def test_lines_alike_in_every_scenario_are_hidden_until_asked_for(told: Comparison, html: str) -> None:
    lines = merged(told.lines)
    found = re.findall(r'<tr class="(alike|differs)"><td>([^<（]+)', html)
    assert found == [("differs" if line.differs else "alike", line.title.zh) for line in lines]
    assert [title for _, title in found].count("缺额") == 0
    assert ".switch:not(:checked) ~ .card .alike { display: none; }" in html
    assert re.search(r'<input type="checkbox" class="switch"[^>]*>', html)[0].count("checked") == 0  # type: ignore[index]
    alike = sum(not line.differs for line in lines)
    assert f"也列出各情景相同的 {alike} 项（共 {len(lines)} 项）" in html


def test_a_section_whose_lines_are_all_alike_is_hidden_too() -> None:
    html = render_comparison(comparison([result("甲", 5), replace(result("甲", 5), key="乙")]), "zh")
    assert html.count('class="kind alike"') == 3
    assert "没有一项不同。" in html


def test_better_and_worse_are_told_by_words_beside_colours(html: str) -> None:
    assert '<small class="good">▼\u202f40 更好</small>' in html
    assert '<small class="open">▲\u202f1 更差</small>' in html
    assert '<small class="soft">▲\u202f40 </small>' in html  # movers: neither


def test_what_is_not_proven_is_told_in_its_cell(told: Comparison, html: str) -> None:
    line = next(line for line in told.lines if line.key == "choice")
    assert f"不低于 {line.bounds[2]:,}，未证明，差距" in html


def test_who_has_no_plan_has_dashes_and_a_reason(told: Comparison, html: str) -> None:
    shown = sum(row.result.planned for row in told.rows)
    assert html.count('<td class="n">—') == len(merged(told.lines)) * (len(told.rows) - shown)
    assert "排名择校：已证明无解" in html
    assert "空编只有 3 人。" in html
    assert "没有说明原因。" in html


def test_a_reason_that_names_somebody_is_withheld(told: Comparison) -> None:
    named = Text("锁定把某某（A0017）锁在本校。", "A lock keeps somebody (A0017).")
    rows = tuple(
        replace(row, result=replace(row.result, said=(named,))) if not row.result.planned else row for row in told.rows
    )
    assert "A0017" not in render_comparison(replace(told, rows=rows), "zh")


def test_english_speaks_no_chinese_of_its_own() -> None:
    names = ("base", "more", "most")
    results = [result(name, 5 + i, seed=i) for i, name in enumerate(names)]
    told = comparison([replace(r, flows=(("East", "West", 5),)) for r in results])
    plain = replace(
        told, title="Shares", question="", people={}, schools={}, groups={}, made={**MADE, "inputs": {}},
        frontier=Frontier(("fill", "choice"), (), (Point(1, 9, True), Point(2, 5, False)), Point(2, 6, True)),
    )  # fmt: skip
    assert CHINESE.findall(render_comparison(plain, "en")) == []


def test_what_people_typed_is_text_and_not_markup(told: Comparison) -> None:
    rows = (told.rows[0], replace(told.rows[1], told=(Text("<b>&", "<b>&"),)), *told.rows[2:])
    html = render_comparison(replace(told, title="<script>alert(1)</script>", rows=rows), "zh")
    assert "<script>alert" not in html
    assert "&lt;b&gt;&amp;" in html


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("places", [PLACES, {}])
def test_every_glyph_of_the_charts_is_found(
    lang: Lang,
    places: dict[str, tuple[float, float]],
    recwarn: pytest.WarningsRecorder,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, logger="matplotlib"):
        render_comparison(four(places), lang)
    assert [str(w.message) for w in recwarn] == []
    assert caplog.messages == []


@pytest.mark.parametrize("count", range(2, 13))
def test_a_page_is_made_of_any_number_of_scenarios(count: int) -> None:
    results = [result(f"情景{i}", 4 * i, "optimal" if i % 4 else "feasible", seed=i) for i in range(count)]
    assert render_comparison(comparison(results), "zh").count('<th class="n"><b>') == count


def test_nothing_at_all_is_said_in_words() -> None:
    html = render_comparison(comparison([result("甲", 0, "unknown"), result("乙", 0, "failed")]), "zh")
    assert "没有人员调动，没有流向" in html
    assert "没有可比的方案，得失无从说起" in html
    assert "两个目标的取舍" not in html
    assert "每条规则的价格" not in html


def test_groups_are_told_with_bars_by_their_shares(told: Comparison) -> None:
    sections = gain_tables(told, "zh")
    assert [section["name"] for section in sections] == ["比例15%", "比例20%"]
    for section in sections:
        groups = {table["head"]: table["rows"] for table in section["tables"]}
        assert list(groups) == ["片区（现任教学校）", "学科", "性别", "年龄", "量化得分"]
        assert {row["name"] for row in groups["年龄"]} == {"34 岁以下", "35–44 岁", "50 岁以上", "未填"}
        whole = told.groups[section["name"]]["all"][0]
        for rows in groups.values():
            assert sum(row["gain"] for row in rows) == whole.gain
            assert max(float(row[bar]) for row in rows for bar in ("gain_bar", "lose_bar")) == 100.0
            first = rows[0]
            ratio = float(first["gain_bar"]) / max(float(first["lose_bar"]), 1e-9)
            assert ratio == pytest.approx(first["gain"] / max(first["lose"], 1e-9), rel=0.05)


def test_a_map_leaves_nobody_out_unsaid(told: Comparison) -> None:
    for row in told.rows:
        flows = row.result.flows
        drawn, within, rest = split(flows, PLACES)
        assert sum(n for *_, n in drawn) + within + rest == len(row.result.moves)
        assert len(drawn) <= MOST_ARROWS
        left_out = [n for o, d, n in flows if o != d and (o, d, n) not in drawn]
        assert min((n for *_, n in drawn), default=0) >= max(left_out, default=0)
        assert sum(net_of(flows).values()) == 0


def test_scenarios_of_one_plan_share_a_map(told: Comparison) -> None:
    assert flow_maps(told, "zh").svg.count("map3-") == 0
    assert flow_maps(told, "zh").svg.count("map2-") > 0


def test_goals_the_policy_lists_stand_before_those_it_does_not() -> None:
    told = four()
    extra = replace(told.lines[-3], key="surplus", title=Text("超编", "surplus"))
    html = render_comparison(replace(told, lines=(*told.lines[:-2], extra, *told.lines[-2:])), "zh")
    places = [html.index(f"<td>{word}<") for word in ("志愿", "距离", "超编")]
    heads = [html.index(head) for head in ("方案的目标，依先后次序", "其余目标，方案没有列入", "规则：到了限度")]
    assert heads[0] < places[0] < places[1] < heads[1] < places[2] < heads[2]


def test_many_sentences_of_one_scenario_are_folded() -> None:
    told = four()
    said = tuple(Text(f"第{i}句。", f"sentence {i}.") for i in range(4))
    html = render_comparison(replace(told, rows=(told.rows[0], replace(told.rows[1], told=said), *told.rows[2:])), "zh")
    shown, folded = html[html.index("第0句。") :].split("<details>", 1)
    assert ("第1句。" in shown, "第2句。" in shown, "另有 2 句" in folded, "第3句。" in folded) == (
        True,
        False,
        True,
        True,
    )
    assert "details::details-content" in html  # on paper all stand


def test_where_other_numbers_move_the_page_says_which_figures_go_by_them(told: Comparison) -> None:
    html = render_comparison(told, "zh")
    assert "得第一志愿、平均路程、志愿、距离只计调动的人：调动人数不同的情景，先看人数，再看好坏。" in html
    still = comparison([result(name, 40, values=[40, 30, 50, way, 4]) for name, way in (("甲", 20), ("乙", 30))])
    assert "先看人数，再看好坏" not in render_comparison(still, "zh")


def test_without_the_baselines_plan_nothing_is_called_better_and_no_goal_the_policys() -> None:
    html = render_comparison(comparison([result("甲", 0, "infeasible"), result("乙", 10), result("丙", 12)]), "zh")
    assert "“甲”没有方案，无从比较好坏。" in html
    assert "目标（都是越少越好）" in html
    assert "方案没有列入" not in html
    assert "比基线更好" not in html


def test_who_fares_no_otherwise_has_no_table_of_groups() -> None:
    told = four()
    still: dict[str, dict[By, tuple[Group, ...]]] = {
        name: {"all": (Group("all", 90, 0, 0, 0),), "sex": (Group("男", 90, 0, 0, 0),)} for name in told.groups
    }
    assert gain_tables(replace(told, groups=still), "zh") == []


def test_an_impossible_scenario_is_told_why_where_it_stands_and_how_to_find_the_repair(html: str) -> None:
    section = html[html.index("排名择校：已证明无解") :]
    assert (
        section.index("空编只有 3 人。")
        < section.index("加 --inputs 后用 check --feasible 看。")
        < section.index("</ul>")
    )
    answered = html[html.index('<ol class="answer">') : html.index("</ol>")]
    assert "“排名择校”没有方案，已证明：原因见下" in answered
    assert "空编" not in answered


def test_a_price_that_worsens_a_later_goal_is_no_plain_gain() -> None:
    told = four()
    one = replace(told.prices[0], before=(105, 34), after=(104, 36))
    html = render_comparison(replace(told, prices=(one,)), "zh")
    assert re.search(r'<td class="mixed">再求解：[^<]*34 → 36', html)


def test_of_scenarios_that_place_other_numbers_the_page_says_where_staying_ranks() -> None:
    told = four()
    assert "没有安置的人留在原校" not in render_comparison(told, "zh")
    line = replace(told.lines[1], key="unplaced", title=Text("未安置", "not placed"))
    assert "没有安置的人留在原校，排在志愿之外之前。" in render_comparison(
        replace(told, lines=(*told.lines, line)), "zh"
    )


def test_a_large_grid_is_told_and_drawn_along_its_axes() -> None:
    grid = [{"编制": a, "比例": b} for a in ("+0", "+5", "+10") for b in tuple(f"{n}%" for n in range(10, 20))]
    results = [result("基线", 40), *(result(f"情景{i}", 40 + i % 10, seed=2) for i in range(30))]
    told = comparison(results)
    rows = (told.rows[0], *(replace(row, at=at) for row, at in zip(told.rows[1:], grid, strict=True)))
    html = render_comparison(replace(told, rows=rows), "zh")
    answered = html[html.index('<ol class="answer">') : html.index("</ol>")]
    assert "编制 +0/+5/+10：各项都一样。" in answered
    assert "比例 10%→19%：流动后缺员 280→271" in answered
    assert "随“比例”变动" in html
    assert "随“编制”变动" not in html
