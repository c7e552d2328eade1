"""report.html and its charts: true sentences, no secrets, nothing fetched, nothing missing."""

from __future__ import annotations

import logging
import re
from dataclasses import replace

import pandas as pd
import pytest

from app.documents.charts import Chart, draw_all
from app.documents.flows import zone_flows
from app.documents.fonts import drawable
from app.documents.report import lead, render_report, verdict
from app.documents.summary import Summary, gap_words, percent
from app.documents.write import plan_record
from models.plan import Plan, TierResult
from models.words import Lang
from tests.app.documents.conftest import SECRET_EXTRA, SECRET_ID, SECRET_STATUS, SECRET_ZONE, County

CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def summary(county: County, lang: Lang = "zh") -> Summary:
    return Summary(county.district, county.policy, county.outcome, county.account, lang)


def page(county: County, lang: Lang = "zh") -> str:
    return render_report(summary(county, lang), plan_record(county.district, county.policy, county.outcome))


def charts(county: County, lang: Lang = "zh") -> dict[str, Chart]:
    return draw_all(summary(county, lang), zone_flows)


def rezoned(county: County, zones: list[str]) -> County:
    schools = county.district.schools.assign(zone=zones)
    return county.but(district=county.district.with_table("schools", schools))


@pytest.fixture(scope="module")
def html(county: County) -> str:
    return page(county)


@pytest.fixture(scope="module")
def drawn(county: County) -> dict[str, Chart]:
    return charts(county)


def test_the_page_stands_alone(html: str) -> None:
    assert not re.search(r"https?:|src=|@import|<link|url\((?!#)", html)
    assert html.count("<svg") == 5


def test_no_private_fact_and_no_unknown_column_reaches_the_page(html: str) -> None:
    for secret in (SECRET_STATUS, SECRET_ID, SECRET_ZONE, SECRET_EXTRA, "近三年内退休", "县局认定"):
        assert secret not in html


def test_every_glyph_of_the_charts_is_found(
    county: County, recwarn: pytest.WarningsRecorder, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="matplotlib"):
        drawn = [*charts(county).values(), *charts(county, "en").values()]
    assert all(chart.svg for chart in drawn)
    assert [str(w.message) for w in recwarn] == []
    assert caplog.messages == []


def test_a_character_no_font_has_is_replaced_and_a_dollar_is_no_formula(county: County) -> None:
    assert drawable("\U0002ceb4镇") in ("〓镇", "\U0002ceb4镇")
    assert drawable("\U0010fffd镇") == "〓镇"
    odd = ["\U0010fffd$x^{镇" if zone == "青禾镇" else zone for zone in county.district.schools["zone"]]
    assert charts(rezoned(county, odd))["flows"].svg


def test_english_speaks_no_chinese_of_its_own(micro: County) -> None:
    assert CHINESE.findall(page(micro, "en")) == []
    assert CHINESE.findall("".join(c.title + c.note for c in charts(micro, "en").values())) == []


def test_what_people_typed_is_text_and_not_markup(micro: County) -> None:
    schools = micro.district.schools.assign(name="<script>alert(1)</script>", zone="<b>&")
    html = page(micro.but(district=micro.district.with_table("schools", schools)))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
    assert "<b>&<" not in html


def test_the_sentence_tells_the_numbers_of_the_account(county: County) -> None:
    schools = county.account.schools
    told = lead(summary(county))
    before, after = int(schools["shortage_before"].sum()), int(schools["shortage_after"].sum())
    assert f"共调动 {len(county.plan.moves)} 人" in told
    assert f"由 {before} 人减至 {after} 人" in told
    assert "均无违反" in told
    broken = county.but(outcome=replace(county.outcome, rules={"avoidance": 2, "locks": 1}))
    assert "3 处违反" in lead(summary(broken))


def test_only_a_proven_plan_is_called_optimal(county: County, micro: County) -> None:
    assert verdict(summary(micro))["badge"] == "已证明最优"
    told = verdict(summary(county))
    assert told["kind"] == "feasible"
    assert told["badge"] == "可行，差距 3.3%"
    assert "前 2 级目标已证明最优" in told["sentence"]
    cut = micro.but(outcome=replace(micro.outcome, status="feasible"))
    assert verdict(summary(cut))["kind"] == "feasible"
    boast = micro.but(outcome=replace(micro.outcome, tiers=(TierResult({"fill": 9}, 9, 0, False),)))
    assert verdict(summary(boast))["kind"] == "feasible"
    assert "已证明最优" not in page(boast)


def test_small_shares_and_gaps_never_look_like_none() -> None:
    assert [percent(x) for x in (0.0, 0.001, 0.5, 0.999, 1.0)] == ["0%", "<1%", "50%", ">99%", "100%"]
    assert [gap_words(x) for x in (0.0, 0.0001, 0.033)] == ["0.0%", "<0.1%", "3.3%"]


def test_a_plan_without_moves_says_so(county: County) -> None:
    still = county.but(outcome=replace(county.outcome, plan=Plan(())))
    drawn = charts(still)
    assert drawn["flows"].svg == drawn["choices"].svg == ""
    assert drawn["flows"].title == "本方案没有人员调动"
    assert drawn["subjects"].title == "各学科缺额没有减少"
    assert "本方案没有人员调动。" in page(still)


def test_missing_zones_are_said_in_words(county: County) -> None:
    drawn = charts(rezoned(county, [""] * 40))
    assert drawn["flows"].svg == ""
    assert "没有填写片区" in drawn["flows"].title
    assert drawn["schools"].svg
    assert "未分片区" in page(rezoned(county, ["", *["城关片区"] * 39]))


def test_nobody_short_and_no_choices_are_said_in_words(micro: County) -> None:
    posts = micro.district["posts"].assign(required=0)
    quiet = micro.but(
        district=micro.district.with_table("posts", posts).with_table("choices", micro.district["choices"][:0])
    )
    drawn = charts(quiet, "en")
    assert drawn["subjects"].title == "No subject is short of people, before or after"
    assert drawn["choices"].title == "No mover had stated choices"


def test_beyond_twelve_zones_the_smallest_stand_together(county: County) -> None:
    many = rezoned(county, [f"第{i % 20 + 1}片区" for i in range(40)])
    flows = charts(many)["flows"]
    hints = re.findall(r"<title>(.*?) → (.*?)  (\d+)</title>", flows.svg)
    zones = {end for hint in hints for end in hint[:2]}
    assert len(zones) == 12
    assert "其他" in zones
    assert "其余 9 个片区" in flows.note
    assert sum(int(hint[2]) for hint in hints) == len(county.plan.moves)


def test_beyond_sixty_schools_the_largest_changes_are_drawn(county: County) -> None:
    rows = county.district.schools
    extra = rows.iloc[[0]].assign(establishment=0, zone="新片区")
    copies = [extra.assign(school_id=f"9{i:09d}", name=f"新校{i}") for i in range(30)]
    wider = county.but(district=county.district.with_table("schools", pd.concat([rows, *copies], ignore_index=True)))
    chart = charts(wider)["schools"]
    assert chart.svg
    assert "共 70 所" in chart.note


def test_the_findings_are_computed(county: County, drawn: dict[str, Chart]) -> None:
    moves, schools = county.account.moves, county.account.schools
    over = [(schools[f"headcount_{when}"] > schools["establishment"]).sum() for when in ("before", "after")]
    assert f"由 {over[0]} 所减至 {over[1]} 所" in drawn["schools"].title
    stated = moves["teacher_id"].isin(county.district["choices"]["teacher_id"])
    first = (moves["choice_rank"] == 1).fillna(False).sum() / stated.sum()
    assert percent(float(first)) in drawn["choices"].title
    assert drawn["tiers"].title == "5 级目标中 2 级已证明最优"
