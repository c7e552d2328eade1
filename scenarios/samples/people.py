"""The made-up people of the demo county: every name is drawn from common surnames and given-name characters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from scenarios.samples.county import PRIMARY, SECONDARY, TOWNS, School

TODAY = 12 * 2026 + 8
"""The policy's date, August 2026, as 12 * year + month."""

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = {
    "女": (
        "芳娜敏静丽艳娟霞秀兰燕玲萍红玉琴云莲梅英华慧巧美珍贞莉桂娣叶璧璐琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露"
        "瑶怡婵雁蓓纨仪荷丹蓉眉君蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯毓悦昭冰爽"
    ),
    "男": (
        "伟刚勇毅俊峰强军平保东文辉力明永健世广志义兴良海山仁波宁贵福生龙元全国胜学祥才发武新利清飞彬富顺信子"
        "杰涛昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆磊民友裕河哲江超浩亮"
        "政谦亨奇固之轮翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以建家致树炎德行时泰盛"
    ),
}
RARE_NAME = "𬭎"
"""U+2CB4E, beyond the Basic Multilingual Plane, as real rosters hold: a font may lack it, a program may not."""

FEMALE_SHARE = {PRIMARY: 0.72, SECONDARY: 0.56}
ALSO: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    PRIMARY: {
        "语文": ("小学:道德与法治", "小学:音乐", "小学:美术", "小学:英语"),
        "数学": ("小学:科学", "小学:体育", "小学:道德与法治"),
        "英语": ("小学:语文", "小学:音乐", "初中:英语"),
        "科学": ("小学:数学",),
        "音乐": ("小学:美术", "初中:音乐"),
        "美术": ("小学:音乐", "初中:美术"),
        "体育": ("小学:科学", "初中:体育"),
        "道德与法治": ("小学:语文",),
    },
    SECONDARY: {
        "语文": ("初中:历史", "初中:道德与法治", "小学:语文"),
        "数学": ("初中:信息科技", "初中:物理", "小学:科学"),
        "英语": ("小学:英语", "初中:地理"),
        "物理": ("初中:信息科技", "初中:化学"),
        "化学": ("初中:生物",),
        "生物": ("初中:化学", "小学:科学"),
        "历史": ("初中:道德与法治", "初中:地理"),
        "地理": ("初中:历史",),
        "道德与法治": ("初中:历史",),
        "体育": ("小学:体育",),
        "音乐": ("小学:音乐",),
        "美术": ("小学:美术",),
    },
}
ALSO_SHARE = 0.4
HONOURS = ("省级骨干教师", "市级骨干教师", "县级骨干教师")
HONOUR_SHARE = {"城区": 0.17, "镇区": 0.07, "乡村": 0.04, "教学点": 0.0}
STATES = (
    ("怀孕:2026-12", 9), ("哺乳:2027-03", 7), ("重大疾病", 5), ("处分期内:2027-03", 3), ("处分期内:2026-05", 2),
    ("借调:2027-07", 3),
)  # fmt: skip
"""Special states and how many people are in each; the sanction of 2026-05 has lapsed."""


@dataclass
class Person:
    """One teacher while the county is drawn; `row` is the roster row as parsed values."""

    school: School
    row: dict[str, object]
    age: int
    years: int
    teaches: tuple[tuple[str, str], ...] = ()
    kin: set[str] = field(default_factory=set)
    """Codes of relatives."""

    @property
    def code(self) -> str:
        """The staff number."""
        return str(self.row["teacher_id"])

    @property
    def within_due_ages(self) -> bool:
        """Whether the county's policy would call this person due, special states aside."""
        limit = 50 if self.row["sex"] == "男" else 45
        return (
            self.row["post_type"] == "专任教师" and self.row["role"] != "校长" and self.years >= 6 and self.age <= limit
        )

    @property
    def may_move(self) -> bool:
        """Whether nothing keeps this person: due, or applying with consent, and in no special state."""
        applies = bool(self.row["applies"] and self.row.get("consent"))
        kept = self.row["status"] or "不合格" in self.appraisals or self.age > 50 or self.row["role"] == "校长"
        return (self.within_due_ages or applies) and not kept and self.row["exchange_years"] == 0

    @property
    def appraisals(self) -> tuple[str, ...]:
        """Results of the last three years, newest first."""
        found = self.row["appraisals"]
        return found if isinstance(found, tuple) else ()


def _name(rng: Random, sex: str) -> str:
    given = GIVEN[sex]
    return rng.choice(SURNAMES) + "".join(rng.choice(given) for _ in range(1 if rng.random() < 0.2 else 2))


def _retires(birth: int, sex: str) -> int:
    """Return the month of retirement: 60 for men, 55 for women, a month later for every four from 2025 on."""
    usual = birth + 12 * (60 if sex == "男" else 55)
    late = usual - (12 * 2025 + 1)
    return usual if late < 0 else usual + min(36, late // 4 + 1)


def _title(rng: Random, age: int) -> str:
    if age < 25:
        return ""
    ladder = ((47, "高级教师", 0.45), (34, "一级教师", 0.7), (27, "二级教师", 0.85))
    return next((title for floor, title, share in ladder if age >= floor and rng.random() < share), "二级教师")


def _zone_of_home(rng: Random, school: School) -> str:
    draw = rng.random()
    if draw < 0.6:
        return school.zone
    return rng.choice(("城东片区", "城西片区")) if draw < 0.9 else rng.choice(TOWNS).zone


def _appraisals(rng: Random, served: int) -> tuple[str, ...]:
    drawn = rng.choices(("优秀", "合格", "基本合格"), (0.18, 0.8, 0.02), k=min(3, served))
    return tuple(drawn)


def _draw(rng: Random, school: School, number: int, stage: str, subject: str) -> Person:
    woman = rng.random() < (0.3 if subject == "体育" else FEMALE_SHARE[stage])
    sex = "女" if woman else "男"
    span = (27, 42, 58) if school.in_city else rng.choice(((23, 27, 34), (33, 44, 59)))
    birth = TODAY - 12 * round(rng.triangular(span[0], span[2], span[1])) - rng.randint(0, 11)
    age = (TODAY - birth) // 12
    retires = _retires(birth, sex)
    if retires <= TODAY:  # who is past the age is no longer on the roster
        birth += 12 * 6
        age, retires = age - 6, _retires(birth, sex)
    served = max(0, age - rng.randint(22, 24))
    years = min(served, round(rng.triangular(0, 24, 8 if school.in_city else 5)))
    joined = 12 * (2026 - years) + rng.choice((8, 9)) if years else 12 * 2025 + 9
    years = (TODAY - joined) // 12
    in_unit = joined - 12 * rng.randint(0, max(0, min(6, served - years))) if school.parent else joined
    also = tuple(
        sorted(rng.sample(options, 1 if rng.random() < 0.7 else min(2, len(options))))
        if (options := ALSO[stage].get(subject, ())) and rng.random() < ALSO_SHARE
        else ()
    )
    honour = ""
    if age >= 30 and rng.random() < HONOUR_SHARE[school.area]:
        honour = rng.choices(HONOURS, (1, 4, 10))[0]
    applies = rng.random() < 0.07
    row: dict[str, object] = {
        "teacher_id": f"{number:06d}",
        "name": _name(rng, sex),
        "sex": sex,
        "birth_date": birth,
        "school_id": school.code,
        "stage": stage,
        "subject": subject,
        "also": also,
        "joined": joined,
        "unit_joined": in_unit,
        "retires": retires,
        "post_type": "专任教师",
        "title": _title(rng, age),
        "honour": honour,
        "role": "班主任" if rng.random() < 0.3 else "",
        "degree": rng.choices(("研究生", "本科", "专科"), (0.04, 0.76, 0.2) if age < 45 else (0.0, 0.5, 0.5))[0],
        "appraisals": _appraisals(rng, served),
        "status": (),
        "applies": applies,
        "score": round(min(98.0, 42 + 1.1 * served + (8 if honour else 0) + rng.uniform(-6, 14)), 1),
        "exchange_years": float(rng.choice((1, 2, 3))) if rng.random() < 0.06 else 0.0,
        "home_zone": _zone_of_home(rng, school),
    }
    if applies:
        row["consent"] = rng.random() < 0.85
    if age >= 26 and rng.random() < 0.3:
        row["spouse_zone"] = _zone_of_home(rng, school)
    teaches = ((stage, subject), *((post.partition(":")[0], post.partition(":")[2]) for post in also))
    return Person(school, row, age, years, teaches)


def _support(rng: Random, school: School, number: int) -> Person:
    """Draw somebody who does not teach: on the roster and the establishment, in no teaching post."""
    person = _draw(rng, school, number, school.stage, "教辅")
    person.row |= {"post_type": "教辅", "role": "", "honour": "", "applies": False}
    person.row.pop("consent", None)
    return person


def _give_roles(people: list[Person]) -> None:
    """Name a head, deputies and middle leaders: the longest-serving of those old enough to lead."""
    ready = [p for p in people if p.row["post_type"] == "专任教师" and p.age >= 32] or people[:1]
    ready.sort(key=lambda p: (-p.years, p.code))
    roles = ["校长", *["副校长"] * (len(people) // 45), *["教导主任", "总务主任", "德育主任"][: len(people) // 20]]
    for person, role in zip(ready, roles, strict=False):
        person.row |= {"role": role, "post_since": person.row["joined"]}


def _give_states(rng: Random, people: list[Person]) -> None:
    """Put some people in special states, each fitting the person."""
    for state, count in STATES:
        for_mothers = state.startswith(("怀孕", "哺乳"))
        fits = [
            p
            for p in people
            if not p.row["status"]
            and p.row["post_type"] == "专任教师"
            and (not for_mothers or (p.row["sex"] == "女" and 26 <= p.age <= 38))
        ]
        for person in rng.sample(fits, count):
            person.row["status"] = (state,)
    for person in rng.sample([p for p in people if not p.row["status"] and len(p.appraisals) == 3], 4):
        person.row["appraisals"] = ("不合格", *person.appraisals[1:])


def draw_people(seed: int, schools: list[School]) -> list[Person]:
    """Return everybody on the roster, school by school; staff numbers have leading zeros and gaps."""
    rng = Random(f"{seed} people")
    everybody: list[Person] = []
    number = 1000
    for school in schools:
        inside: list[Person] = []
        for subject, count in school.staff.items():
            for _ in range(count):
                number += rng.randint(1, 4)
                inside.append(_draw(rng, school, number, school.stage, subject))
        for _ in range(school.support):
            number += rng.randint(1, 4)
            inside.append(_support(rng, school, number))
        _give_roles(inside)
        everybody += inside
    _give_states(rng, everybody)
    rare = next(p for p in everybody if p.within_due_ages and p.row["sex"] == "男" and not p.row["status"])
    rare.row["name"] = f"{str(rare.row['name'])[0]}{RARE_NAME}"
    return everybody
