"""songlou: 30 % of the teachers in five forms, each person once; who passes comes back, who fails goes again."""

from __future__ import annotations

from typing import Any

from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides, a_year_later


def person(code: str, school: str = "S1", subject: str = "劳动", **columns: Any) -> dict[str, object]:
    """A woman of 52, whom no clause names. 劳动 has no place at other schools."""
    own = {"birth_date": "1974-03", "sex": "女", "stage": "小学", "申报职称": "", "其他交流形式": ""}
    return {"teacher_id": code, "school_id": school, "subject": subject, **own, **columns}


def young(code: str, school: str = "S1", subject: str = "劳动", **columns: Any) -> dict[str, object]:
    """A woman of 40: due."""
    return person(code, school, subject, **{"birth_date": "1986-03", **columns})


PEOPLE = [
    # 本校20人，30%是6人：结对指导、送课3人，对口学校缺英语教师去1人，还差语文2人
    *(young(f"语文{i}", subject="语文") for i in range(1, 6)),
    young("送课的", 其他交流形式="送课"),
    person("结对的", 其他交流形式="结对指导"),
    person("示范的", 其他交流形式="示范课"),
    young("英语", subject="英语"),
    young("别校缺人", subject="音乐"),
    # 谁应交流
    person("拟评职称", 申报职称="一级教师"),
    person("拟评职称满三年", 申报职称="高级教师"),
    person("副校长", role="副校长"),
    young("校长", role="校长"),
    person("书记", role="书记", 申报职称="高级教师"),
    person("男50", sex="男", birth_date="1976-08"),
    person("男51", sex="男", birth_date="1975-08"),
    person("女45", birth_date="1981-08"),
    person("女46", birth_date="1980-08"),
    person("不参加"),
    # 在对口学校期满的
    young("合格期满", "S2", "科学", origin_school="S1", payroll_school="S1", term_end="2026-08"),
    person("不称职期满", "S2", "科学", origin_school="S1", payroll_school="S1", term_end="2026-08"),
    young(
        "意见大期满",
        "S2",
        "科学",
        origin_school="S1",
        payroll_school="S1",
        term_end="2026-08",
        status=("群众意见较大",),
    ),
    young("别校教师", "S3", "体育"),
    # 门槛
    person("两年不称职", "S3"),
    person("解除合同的", "S3"),
    person("一年不称职", "S3"),
    person("前年起不称职", "S3"),
    person("拒绝", "S3"),
    person("前年拒绝", "S3"),
]
HISTORY: list[dict[str, object]] = [
    {"teacher_id": "拟评职称", "start": "2020-09", "end": "2023-08"},
    {"teacher_id": "拟评职称满三年", "start": "2020-09", "end": "2023-09"},
    {"teacher_id": "合格期满", "start": "2025-08", "end": "2026-08", "result": "称职"},
    {"teacher_id": "不称职期满", "start": "2025-08", "end": "2026-08", "result": "不称职"},
    {"teacher_id": "意见大期满", "start": "2025-08", "end": "2026-08", "result": "称职"},
    {"teacher_id": "两年不称职", "start": "2024-09", "end": "2025-08", "result": "不称职"},
    {"teacher_id": "两年不称职", "start": "2025-09", "end": "2026-08", "result": "不合格"},
    {"teacher_id": "一年不称职", "start": "2025-09", "end": "2026-08", "result": "不称职"},
    {"teacher_id": "前年起不称职", "start": "2022-09", "end": "2023-08", "result": "不称职"},
    {"teacher_id": "前年起不称职", "start": "2023-09", "end": "2024-08", "result": "不称职"},
    {"teacher_id": "拒绝", "start": "2025-09", "result": "拒绝"},
    {"teacher_id": "前年拒绝", "start": "2024-09", "result": "拒绝"},
]
TWO_SCHOOLS = district(
    [
        {"school_id": "S1", "name": "第一小学", "establishment": 40},
        {"school_id": "S2", "name": "第二小学", "establishment": 40},
        {"school_id": "S3", "name": "第三小学", "establishment": 40},
    ],
    PEOPLE,
    posts=[
        "S1 小学 语文 5", "S2 小学 语文 5", "S1 小学 英语 0", "S2 小学 英语 1", "S1 小学 音乐 0", "S3 小学 音乐 1",
        "S1 小学 劳动 20", "S1 小学 科学 3", "S2 小学 科学 3", "S3 小学 体育 0", "S2 小学 体育 1",
    ],
    history=HISTORY,
    locks=["解除合同的 must *"],
)  # fmt: skip

AGAIN, WANTED = "考核基本称职、不称职，重新安排", "拟评中级以上职称而交流不满三年"
LEADERS, YOUNG = "中层以上领导", "男50周岁以下、女45周岁以下"
ROUTE = ("rules", "routes", "到对口学校支教、挂职一年")
QUOTA = ("rules", "quotas", "五种形式共占在职教师的30%")
KEPT, OBEYED = "续聘", "年度考核合格以上"
DECIDED = [
    Decides("重新安排交流锻炼", ("due", AGAIN), "不称职期满", "due", AGAIN),
    Decides("当年的考核", ("due", AGAIN, "who", "years_since_exchange"), "前年起不称职", "settled", AGAIN),
    Decides("拟评职称无三年交流", ("due", WANTED), "拟评职称", "due", WANTED),
    Decides("三年", ("due", WANTED, "who", "交流年限"), "拟评职称满三年", "settled", WANTED),
    Decides("三年，不论何时", ("facts", "交流年限", "window"), "拟评职称满三年", "settled", WANTED, 3),
    Decides("书记除外", ("due", WANTED, "who", "role"), "书记", "settled", WANTED),
    Decides("中层以上领导", ("due", LEADERS), "副校长", "due", LEADERS),
    Decides("年龄以下的", ("due", YOUNG), "英语", "due", YOUNG),
    Decides("校长除外", ("due", YOUNG, "who", "role"), "校长", "settled", YOUNG),
    Decides("50岁以下，含50", ("due", YOUNG, "who", "any", 0, "age", "max"), "男50", "due", YOUNG, 49),
    Decides("51岁不在内", ("due", YOUNG, "who", "any", 0, "age", "max"), "男51", "settled", YOUNG, 51),
    Decides("45周岁以下，含45", ("due", YOUNG, "who", "any", 1, "age", "max"), "女45", "due", YOUNG, 44),
    Decides("46周岁不在内", ("due", YOUNG, "who", "any", 1, "age", "max"), "女46", "settled", YOUNG, 46),
    Decides("到对口学校", (*ROUTE, "to"), "别校缺人", "stays", "对口学校"),
    Decides("从本校去", (*ROUTE, "from"), "别校教师", "stays", "对口学校"),
    Decides("人事关系不动", (*ROUTE, "transfer"), "英语", False, "对口学校"),
    Decides("一年", (*ROUTE, "term"), "英语", "2027-08", "对口学校"),
    Decides("解除聘任合同", ("rules", "routes", "解除聘任合同"), "解除合同的", "*", "解除聘任合同"),
    Decides("占在职教师30%", QUOTA, "语文3", "moved", "30%"),
    Decides("五种形式，一人一次", (*QUOTA, "also"), "语文1", "stays", "30%"),
    Decides("本校的30%", (*QUOTA, "from"), "语文3", "moved", "30%"),
    Decides("对口学校缺的学科", ("tiers", 0), "英语", "moved", "缺额"),
    Decides("期满返回", ("rules", "returns"), "合格期满", "S1", "期满返回"),
    Decides("不称职的不返回", ("rules", "returns", "unless", 0), "不称职期满", "again", "返回"),
    Decides("意见较大不得返回", ("rules", "returns", "unless", 1), "意见大期满", "stay", "返回"),
    Decides("连续两年不合格", ("gates", KEPT), "两年不称职", f"not {KEPT}", KEPT),
    Decides("只一年的续聘", ("gates", KEPT, "passes"), "一年不称职", KEPT, KEPT, {"两年内考核不称职次数": {"max": 0}}),
    Decides("连续两年以内", ("facts", "两年内考核不称职次数", "window"), "前年起不称职", KEPT, KEPT),
    Decides("拒不参加", ("gates", OBEYED), "拒绝", f"not {OBEYED}", OBEYED),
    Decides("当年拒绝的", ("facts", "一年内拒绝交流次数", "window"), "前年拒绝", OBEYED, OBEYED),
]
POLICY = Clauses("songlou", TWO_SCHOOLS, DECIDED)


def test_a_year_later_who_passed_comes_back_and_who_barely_passed_goes_again() -> None:
    later = a_year_later(POLICY, {("S1", "英语"): 1}, 英语="称职", 语文3="基本称职", 语文4="优秀").fates
    assert (later["英语"].after_term, later["英语"].to) == ("return", "S1")
    assert (later["语文3"].after_term, later["语文3"].clause) == ("again", AGAIN)
    assert later["语文4"].after_term == "return"
