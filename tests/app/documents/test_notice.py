"""A notice holds its reader's case and nobody else's: secrets planted in every table, and looked for in both files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, get_args

import pytest
from click.exceptions import Exit
from docx import Document

from app.documents.notice import render_notice, write_notice
from app.documents.notice_page import SIZES, inputs_digest, notice_page
from app.documents.notice_word import notice_docx
from app.documents.summary import run_id
from app.documents.write import plan_record
from app.made_plan import MadePlan
from models.case import Case
from models.check import check_plan
from models.district import District
from models.explain.own_case import own_case
from models.intake.read import read_district
from models.plan import Move, Outcome, Plan, TierResult
from models.policy import Policy
from models.policy_file import read_policy
from models.recount import Recount
from models.rules.registry import RULES
from models.tables import KIN_KINDS
from models.words import Idiom, Lang
from scenarios.samples import DEMO_DISTRICT, DEMO_POLICY
from tests.models.micro import district, plan

ILL, SANCTION, SPOUSE, HOME, REASON = "癔症秘词", "记过秘词", "配偶秘区", "住址秘区", "锁定秘由"
ID, PHONE = "110101199003071234", "13800001111"
CLAUSES = ("孕产秘款", "受罚秘款", "分居秘款", "病弱秘项", "团聚秘路")
KINSHIP = {word for kind, others in KIN_KINDS.items() for word in (kind, *others)}
SECRETS = {ILL, SANCTION, SPOUSE, HOME, REASON, ID, PHONE, *CLAUSES, *KINSHIP}
LANGS: tuple[Lang, ...] = ("zh", "en")

POLICY = {
    "name": "试行办法", "date": "2026-08", "seed": "公布的种子",
    "barred": [{"name": "受罚秘款", "words": f"{SANCTION}未满的", "who": {"status": SANCTION}}],
    "deferred": [{"name": "孕产秘款", "words": f"{ILL}的", "who": {"status": ILL}}],
    "due": [{"name": "满六年", "words": "在一所学校满6年的。", "who": {"years_in_school": {"min": 6}}}],
    "free": [{"name": "分居秘款", "who": {"spouse_zone": SPOUSE}}, {"name": "本人申请", "who": {"applies": True}}],
    "choices": "open", "tiers": ["fill", "choice"], "lottery": True,
    "rules": {
        "split_couples": {"leave": "at-least-one"},
        "routes": [
            {"name": "团聚秘路", "who": {"spouse_zone": SPOUSE}},
            {"name": "平常路线", "from": {"school_id": {"not": "R"}}, "term": 3, "transfer": False},
        ],
    },
    "score": {"items": [
        {"name": "教龄", "column": "years_in_school", "each": 1},
        {"name": "病弱秘项", "who": {"status": ILL}, "points": 7},
        {"name": "配偶分", "who": {"spouse_zone": SPOUSE}, "points": 3},
    ]},
    "calendar": [{"name": "结果公示", "days": 7, "words": "有异议的书面提出。"}, {"name": "动员"}],
}  # fmt: skip


def _person(number: int, school: str, **cells: object) -> dict[str, object]:
    return {
        "teacher_id": f"zx{number:03d}k", "name": f"佚{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{number:03d}",
        "school_id": school, "joined": "2015-08", "birth_date": "1985-03", "身份证号": ID, "备注": PHONE,
        "home_zone": HOME, **cells,
    }  # fmt: skip


@cache
def _made() -> MadePlan:
    """Three schools and a dozen people, one of every kind."""
    people = [
        _person(1, "P"), _person(2, "P"), _person(3, "P", status=(ILL,)), _person(4, "P", status=(SANCTION,)),
        _person(5, "P", joined="2024-08", spouse_zone=SPOUSE), _person(6, "P", joined="2024-08"),
        _person(7, "Q", joined="2024-08", applies=True), _person(8, "Q"), _person(9, "R"), _person(10, "R"),
        _person(11, "P", term_end="2027-08"), _person(12, "P"),
    ]  # fmt: skip
    tables = district(
        schools=["P", {"school_id": "Q", "establishment": 4, "zone": "东片"}, {"school_id": "R", "zone": "东片"}],
        posts=["P 初中 语文 12", "Q 初中 语文 4", "R 初中 语文 3"],
        teachers=people,
        relations=["zx001k 夫妻 zx002k", "zx012k 直系血亲 zx009k", "zx008k 近姻亲 zx010k"],
        choices=[
            "zx001k 1 Q", "zx002k 1 R", "zx002k 2 Q", {"teacher_id": "zx012k", "rank": 1, "school_id": "R"},
            {"teacher_id": "zx012k", "rank": 2, "zone": "东片"}, "zx003k 1 Q", "zx008k 1 P", "zx009k 1 P", "zx007k 1 P",
        ],
        locks=[{"teacher_id": "zx008k", "action": "stay", "school_id": "", "reason": REASON},
               {"teacher_id": "zx007k", "action": "never", "school_id": "P", "reason": REASON}],
    )  # fmt: skip
    case = Case(replace(tables, inputs={"教师花名册.csv": "ab" * 32}), Policy.model_validate(POLICY))
    return _with(case, plan("zx001k>Q", "zx005k>Q"))


def _with(case: Case, made: Plan, **record: Any) -> MadePlan:
    """Return a plan with the plan.json a solve would have written, all proven."""
    checked = check_plan(case.district, case.policy, made)
    tiers = tuple(
        TierResult(dict.fromkeys(goals, 0) | {g: checked.goals[g] for g in goals}, value, value, True)
        for goals, value in zip(case.tiers, checked.tiers, strict=True)
    )
    outcome = Outcome("optimal", made, tiers, started="2026-08-01T08:00:00+08:00", rules=dict.fromkeys(RULES, 0))
    told = plan_record(case.district, case.policy, outcome) | record
    return MadePlan(Path("plan"), case, made, told)


def _word(content: bytes) -> str:
    """Return everything a .docx holds, its properties too, without tags."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        told = [parts.read(n).decode("utf-8") for n in parts.namelist() if n.endswith((".xml", ".rels"))]
        assert all(name.endswith((".xml", ".rels")) for name in parts.namelist())
    return unescape("\n".join(re.sub(r"<[^>]*>", "", part) + " ".join(re.findall(r'"([^"]*)"', part)) for part in told))


def _read(made: MadePlan, code: str, lang: Lang, recount: Recount | None = None) -> tuple[str, str]:
    """Return a notice's lines as Word and as HTML hold them, plus all else those files hold."""
    checked = check_plan(made.case.district, made.case.policy, made.plan)
    page = notice_page(made, own_case(made.case, made.plan, code, made.record, recount), checked, lang)
    return _word(notice_docx(page)), unescape(render_notice(page))


def _lines(made: MadePlan, code: str, lang: Lang = "zh") -> str:
    return _read(made, code, lang)[1]


def _leaks(told: str, mine: str, everybody: Mapping[str, str]) -> Iterator[str]:
    others = {code: name for code, name in everybody.items() if code != mine}
    yield from others.keys() & set(re.findall("[0-9A-Za-z]+", told))
    mark = told.count("佚") - told.count(everybody[mine])
    yield from ["佚"] * mark  # every name begins with it, and no sentence holds it
    yield from (word for word in SECRETS if word.casefold() in told.casefold())
    yield from re.findall(r"(?<!\d)(?:\d{15}|\d{17}[\dXx])(?!\d)", told)


def _everybody(tables: District) -> dict[str, str]:
    return dict(zip(tables.teachers["teacher_id"], tables.teachers["name"], strict=True))


@pytest.mark.parametrize("lang", LANGS)
def test_no_notice_tells_of_anybody_else_or_of_a_private_ground(lang: Lang) -> None:
    made = _made()
    assert check_plan(made.case.district, made.case.policy, made.plan).breaches == ()
    people = _everybody(made.case.district)
    recount = Recount(made.case.district, made.case.policy)
    for code, name in people.items():
        for told in _read(made, code, lang, recount):
            assert name in told
            assert code in told
            assert list(_leaks(told, code, people)) == []


def test_the_search_for_leaks_finds_one() -> None:
    people = {"zx001k": "佚甲一", "zx002k": "佚甲"}
    for told in ("佚甲", "zx002k", ILL, "夫妻", "In-Laws", f"号{ID}。", "号110101900307123"):
        assert list(_leaks(told, "zx001k", people)) != []
    assert list(_leaks("佚甲一 zx001k 1234567890123456", "zx001k", people)) == []


@cache
def _sample() -> tuple[MadePlan, Recount, list[str]]:
    """Return the sample county with a plan, and people of every kind; of names no sentence can hold by chance."""
    intake = read_district(DEMO_DISTRICT, None)
    assert intake.district is not None
    teachers = intake.district.teachers
    named = teachers.assign(name="佚" + teachers["teacher_id"] + "名", 身份证号=ID)
    case = Case(intake.district.with_table("teachers", named), read_policy(DEMO_POLICY))
    recount = Recount(case.district, case.policy)
    chose = [code for code in sorted(recount.ranks) if recount.movable(code)][:60]
    moves = [Move(code, next(iter(recount.ranks[code])), *recount.people[code].post[1:]) for code in chose]
    made = MadePlan(Path("plan"), case, Plan.of([m for m in moves if recount.closed(m) is None]), None)
    others = [teachers["teacher_id"][case.standing.of(kind)].iloc[0] for kind in ("barred", "deferred", "settled")]
    return made, recount, [*chose[::20], *others]


@pytest.mark.parametrize("lang", LANGS)
def test_no_notice_of_the_sample_county_tells_of_anybody_else(lang: Lang) -> None:
    made, recount, asked = _sample()
    case, people = made.case, _everybody(made.case.district)
    statuses = {entry.partition(":")[0] for cell in case.district.teachers["status"] for entry in cell}
    clauses = {clause.name for kind in ("barred", "deferred") for clause in case.policy.clauses(kind)}
    assert len(statuses) > 3
    checked = check_plan(case.district, case.policy, made.plan)
    for code in asked:
        page = notice_page(made, own_case(case, made.plan, code, None, recount), checked, lang)
        for told in (_word(notice_docx(page)), unescape(render_notice(page))):
            assert [*_leaks(told, code, people)] == []
            assert [word for word in statuses | clauses if word in told] == []


def test_each_is_told_what_becomes_of_them_and_by_which_clause() -> None:
    made = _made()
    moved = _lines(made, "zx001k")
    assert "调往学校Q（Q），任教初中语文。" in moved
    assert "交流期到2029年8月。" in moved
    assert "人事关系不动，在学校P（P）。" in moved
    assert "按方案“满六年”的规定，属于应交流人员。" in moved
    assert "在一所学校满6年的。" in moved
    assert "交流范围：平常路线。" in moved
    assert "在第1轮办理（共1轮）。" in moved
    for hidden in ("zx003k", "zx004k"):
        assert "按方案关于暂缓交流、不得交流的规定（具体依据请向主管部门查询）。" in _lines(made, hidden)
    assert "按方案的规定属于可交流人员（具体依据请向主管部门查询）。" in _lines(made, "zx005k")
    assert "不属于方案规定的交流对象。" in _lines(made, "zx006k")
    assert "已由主管部门确定留任" in _lines(made, "zx008k")
    assert "交流期未满，到2027年8月。" in _lines(made, "zx011k")
    assert "可以调动的7人中，本方案按整体安排调动2人" in _lines(made, "zx002k")


def test_the_score_adds_up_and_names_no_private_item() -> None:
    made = _made()
    assert "合计11分：教龄11分。" in _lines(made, "zx001k")
    assert "合计18分：教龄11分；其他项目7分（具体依据请向主管部门查询）。" in _lines(made, "zx003k")
    assert "合计5分：教龄2分；其他项目3分" in _lines(made, "zx005k")


def test_it_says_whom_to_ask_how_good_the_plan_is_and_where_it_came_from() -> None:
    made = _made()
    assert made.record is not None
    told = _lines(made, "zx001k")
    assert "结果公示：7天，有异议的书面提出。" in told
    assert "动员" not in told
    assert "截止" not in told
    assert f"已证明最优：{len(made.case.tiers)}级目标" in told
    assert f"运行编号 {run_id(made.record)}" in told
    assert inputs_digest(made.record["inputs"]) in told
    assert "本通知只载本人情况。" in told
    bare = replace(made, record=None)
    assert "没有附带求解记录，是否最优没有证明" in _lines(bare, "zx001k")
    assert "运行编号" not in _lines(bare, "zx001k")
    silent = replace(made, case=replace(made.case, policy=Policy.model_validate({**POLICY, "calendar": []})))
    assert "；截止：＿" in _lines(silent, "zx001k")


def test_a_plan_changed_after_the_solve_is_not_called_proven() -> None:
    made = replace(_made(), plan=plan("zx001k>Q"))
    assert "方案在求解之后有改动，是否最优没有证明。" in _lines(made, "zx001k")
    tiers = list(_made().record["tiers"])  # type: ignore[index]
    tiers[1] = tiers[1] | {"value": tiers[1]["value"], "bound": tiers[1]["value"] - 1, "proven": False}
    open_ = _with(made.case, _made().plan, tiers=tiers, status="feasible")
    assert "可行，尚未证明最优：前1级目标已证明；第2级“志愿”为" in _lines(open_, "zx001k")


def test_the_word_file_is_a4_has_chinese_fonts_and_tells_of_no_machine() -> None:
    made = _made()
    checked = check_plan(made.case.district, made.case.policy, made.plan)
    content = notice_docx(notice_page(made, own_case(made.case, made.plan, "zx001k"), checked, "zh"))
    document = Document(io.BytesIO(content))
    section, told = document.sections[0], document.core_properties
    assert (section.page_width.mm, section.page_height.mm) == (pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1))  # type: ignore[union-attr]
    assert {told.author, told.last_modified_by, told.comments} == {""}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml, fonts = (parts.read(f"word/{name}.xml").decode() for name in ("document", "fontTable"))
        assert 'w:eastAsia="仿宋"' in parts.read("word/styles.xml").decode()
    assert set(re.findall(r'w:eastAsia="([^"]*)"', xml)) == {"仿宋", "黑体"}
    assert xml.count("<w:r>") == xml.count('w:eastAsia="')
    assert 'w:name="仿宋"><w:altName w:val="FangSong' in fonts


@pytest.mark.parametrize("choices", [0, 3, 30])
def test_much_to_tell_is_set_smaller(choices: int) -> None:
    listed = [f"zx001k {i + 1} S{i}" for i in range(choices)]
    words = {"words": "长" * 900, "name": "长款", "who": {"years_in_school": {"min": 1}}}
    tables = district(["P", *(f"S{i}" for i in range(30))], [_person(1, "P")], choices=listed)
    case = Case(tables, Policy.model_validate({**POLICY, "due": [words] if choices > 9 else POLICY["due"]}))
    made = _with(case, plan())
    page = notice_page(made, own_case(case, made.plan, "zx001k"), check_plan(tables, case.policy, made.plan), "zh")
    assert (page.size == SIZES[0]) == (choices < 10)
    assert page.size > SIZES[-1]
    assert f"font-size: {page.size}pt" in render_notice(page)
    told = sum(len(line) for section in page.sections for line in section.lines)
    assert told < 1300
    assert ("其余22条志愿" in render_notice(page)) == (choices == 30)


def test_the_bureaus_own_words_are_used() -> None:
    policy = Policy.model_validate({**POLICY, "vocabulary": {"学校": "单位", "教师": "干部", "志愿": "意向"}})
    made = replace(_made(), case=replace(_made().case, policy=policy))
    lang = policy.spoken("zh", made.case.district)
    assert isinstance(lang, Idiom)
    told = _lines(made, "zx012k", lang)
    assert "干部交流轮岗个人通知书" in told
    assert "第1意向 学校R（R）：" in told
    assert "现单位" in told
    assert "志愿" not in told


def test_it_is_written_once_as_two_files_and_over_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = _made()
    word, html = write_notice(made, "zx001k", tmp_path / "通知.docx", "zh")
    assert (word.name, html.name) == ("通知.docx", "通知.html")
    assert Document(str(word)).paragraphs[0].text == "教师交流轮岗个人通知书"
    before = word.read_bytes(), html.read_bytes()
    html.rename(tmp_path / "另.html")
    for target, reason in (("通知", "已存在"), ("另", "已存在"), ("没有/通知", "写不了")):
        with pytest.raises(Exit) as left:
            write_notice(made, "zx002k", tmp_path / target, "zh")
        assert left.value.exit_code == 2
        assert reason in capsys.readouterr().err
    assert (word.read_bytes(), (tmp_path / "另.html").read_bytes()) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["通知.docx", "另.html"])


def test_of_a_plan_that_breaks_a_rule_nobody_is_notified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = replace(_made(), plan=plan("zx003k>Q"))
    with pytest.raises(Exit) as left:
        write_notice(made, "zx003k", tmp_path / "n", "en")
    assert left.value.exit_code == 2
    assert "breaks hard rules (" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_staff_number_that_is_an_identity_number_is_left_out() -> None:
    tables = district(["P", "Q"], [{**_person(1, "P"), "teacher_id": ID}])
    made = _with(Case(tables, Policy.model_validate(POLICY)), Plan.of([Move(ID, "Q", "初中", "语文")]))
    for told in _read(made, ID, "zh"):
        assert ID not in told
        assert "佚乙001" in told


def test_what_a_bureau_writes_is_text_in_html() -> None:
    tables = district(["P", "Q"], [{**_person(1, "P"), "name": "<b>甲</b>&"}])
    made = _with(Case(tables, Policy.model_validate(POLICY)), plan())
    page = notice_page(
        made, own_case(made.case, made.plan, "zx001k"), check_plan(tables, made.case.policy, plan()), "zh"
    )
    assert "&lt;b&gt;甲&lt;/b&gt;&amp;" in render_notice(page)
    assert "<b>甲</b>" not in render_notice(page)


def test_languages_are_the_two_there_are() -> None:
    assert set(LANGS) == set(get_args(get_args(Lang)[0]))


def test_where_the_policy_takes_no_choices_the_notice_tells_of_none() -> None:
    assert "没有填报。" in _lines(_made(), "zx010k")
    silent = replace(
        _made(), case=replace(_made().case, policy=Policy.model_validate({**POLICY, "choices": "forbidden"}))
    )
    assert "志愿" not in re.sub(r"“志愿”", "", _lines(silent, "zx001k"))
