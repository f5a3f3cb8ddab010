"""Which facts a page asks for, by method: only what the law asks about; an answer may be "not known yet"."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.gateway.pages.disposal_words import ASSET_KINDS, COUNTERPARTIES, FUNDINGS, LEVELS
from services.gateway.pages.forms import Form, fault

ALL = frozenset({"free_transfer", "donation", "sale", "expropriation", "swap", "scrap", "loss", "investment_loss"})
KNOWN = {"false": "否", "true": "是", "null": "尚不清楚"}
TITLES = {"clear": "清晰", "unclear": "不清晰", "disputed": "有争议", "null": "尚不清楚"}
LIABILITIES = {"none": "无责任人", "unit": "单位集体责任", "person": "个人责任", "null": "尚未认定"}
SALES = {
    "auction": "拍卖", "tender": "公开招标", "platform": "公共资源交易平台", "negotiation": "协议转让", "null": "尚未确定",
}  # fmt: skip
RESULTS = {"none": "不涉及", "secret": "涉及国家秘密、国家安全", "core": "涉及关键核心技术", "null": "尚不清楚"}
APPROVALS = {"null": "尚未报批", "true": "是", "false": "未批准"}
NOT_YET = "尚未确定的留空"
STATES = ("在用", "闲置", "待处置", "低效运转", "出租出借")


@dataclass(frozen=True, slots=True)
class Question:
    """One fact: its path in the facts, its label, how it is asked (`choice`, `money`, `months`, `day`), for which methods."""

    path: str
    label: str
    methods: frozenset[str] = ALL
    options: Mapping[str, str] | None = None
    asked_as: str = "choice"
    hint: str = ""

    @property
    def choices(self) -> Mapping[str, str]:
        """What may be answered; without a list of its own: yes, no, not known yet."""
        return self.options or KNOWN


def _for(*methods: str) -> frozenset[str]:
    return frozenset(methods)


ASSET = (
    Question("title", "权属", options=TITLES),
    Question("lawfully_acquired", "取得方式合法合规", options={"true": "是", "false": "否", "null": "尚不清楚"}),
    Question("secured", "已设定担保"),
    Question("nominal", "以名义金额计量"),
    Question("temporary_body", "临时机构、大型活动资产"),
    Question("newly_bought_for_this", "为本次捐赠新购", _for("donation")),
    Question("to_be_demolished", "房屋拟拆除", _for("scrap")),
)
ONE_ASSET = (
    Question("kind", "资产类别", options=ASSET_KINDS),
    Question("original_value_fen", "账面原值（元）", asked_as="money"),
    Question("acquired_on", "取得日期", asked_as="day"),
    Question("minimum_life_months", "最低使用年限（月）", asked_as="months"),
    Question("state", "资产状态", options={state: state for state in STATES}),
)
COUNTERPARTY = (
    Question("kind", "接收方", _for("free_transfer", "donation", "sale", "swap"), COUNTERPARTIES | {"null": "尚未确定"}),
    Question("department", "接收方主管部门预算编码", _for("free_transfer", "donation", "swap"), asked_as="text", hint="没有主管部门的留空"),
    Question("region", "接收方财政区划", _for("free_transfer", "donation"), asked_as="text", hint="六位区划代码，没有的留空"),
    Question("funding", "接收方经费形式", _for("free_transfer"), FUNDINGS | {"null": "尚不清楚"}),
    Question("level", "接收方级次", _for("free_transfer", "donation", "swap"), LEVELS | {"null": "尚不清楚"}),
)
CIRCUMSTANCES = (
    Question("emergency", "公共卫生事件、重大灾害等应急处置"),
    Question("secret", "涉及国家安全和秘密"),
    Question("technology_result", "科技成果", options=RESULTS),
    Question("reorganisation", "因撤销、合并、分立、改制", _for("free_transfer")),
    Question("sale_by", "转让方式", _for("sale"), SALES),
    Question("unsuitable_for_auction", "不适合拍卖、公开招标", _for("sale")),
    Question("single_bidder_after_call", "公开征集只有一个意向受让方", _for("sale")),
    Question("government_restructuring", "政府主导的改制重组", _for("sale")),
    Question("county_government_approved", "县人民政府已批准", _for("sale", "expropriation"), APPROVALS),
    Question("appraised_fen", "评估价值（元）", _for("sale", "swap", "expropriation", "free_transfer"), asked_as="money", hint=NOT_YET),
    Question("price_fen", "意向交易价格（元）", _for("sale"), asked_as="money", hint=NOT_YET),
    Question("price_reconfirmed", "低价交易已经核准、备案单位重新确认", _for("sale")),
    Question("theft", "被盗", _for("loss")),
    Question("force_majeure", "自然灾害、意外事故等", _for("loss")),
    Question("insured", "已投保", _for("loss")),
    Question("liability", "赔偿责任", _for("loss"), LIABILITIES),
    Question("compensation_fen", "赔偿金额（元）", _for("loss"), asked_as="money"),
    Question("litigation", "有仲裁裁决、法院判决", _for("investment_loss")),
)  # fmt: skip


LATER = tuple(one for one in CIRCUMSTANCES if one.path in ("price_fen", "price_reconfirmed", "compensation_fen"))
"""What may become known only while a case is carried out; anything else is a change (Art. 8)."""
_OF_ONE = re.compile(r"assets\[\d+\]\.(\w+)")
_OF_ALL = frozenset({one.path for one in ASSET} | {"minimum_life_months"})


def form_field(fault: str) -> str:
    """The field of a form that answers for a faulty fact: what is asked of all assets at once is one field."""
    found = _OF_ONE.fullmatch(fault)
    return f"asset.{found[1]}" if found and found[1] in _OF_ALL else fault


def asked(questions: tuple[Question, ...], method: str) -> list[Question]:
    """Those that the method asks."""
    return [one for one in questions if method in one.methods]


def answers(form: Form, questions: tuple[Question, ...], method: str, prefix: str) -> dict[str, Any]:
    """What the form says, as the facts want it; a field that the form does not have is left out. Refuses with Invalid."""
    return dict(_answers(form, asked(questions, method), prefix))


def _answers(form: Form, questions: list[Question], prefix: str) -> Iterator[tuple[str, Any]]:
    for one in questions:
        name = f"{prefix}.{one.path}"
        if form.has(name):
            yield one.path, _READ[one.asked_as](form, name, one)


def _choice(form: Form, name: str, one: Question) -> Any:
    said = form.text(name)
    if said not in one.choices:
        raise fault(name, "not_a_choice", f"{one.label}：请从所列各项中选择。")
    return {"true": True, "false": False, "null": None}.get(said, said)


_READ: Mapping[str, Callable[[Form, str, Question], Any]] = {
    "choice": _choice,
    "money": lambda form, name, _: form.fen(name),
    "months": lambda form, name, _: form.number(name),
    "day": lambda form, name, _: form.text(name) or None,
    "text": lambda form, name, _: form.text(name),
}
