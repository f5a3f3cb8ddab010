"""How a simulation is told: a table for people, plain data for programs. Of a secret case its number and no amounts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

from services.disposal.domain.kinds import Method
from services.disposal.domain.policy.model import Policy
from services.disposal.domain.simulation import Difference
from services.disposal.queries.simulation import Replayed

HEADER = ("处置单号", "单位", "方式", "原值（元）", "变化")
STEPS = {
    "department_review": "主管部门", "finance_approval": "县财政局", "government_approval": "县政府", "emergency_order": "主管部门（应急）",
    "post_approval": "县政府（事后）",
}  # fmt: skip
WORDS = {
    "supervising_department": "主管部门", "finance_bureau": "县财政局", "county_government": "县政府", "before_execution": "执行前批复",
    "after_execution": "执行后批复", True: "需要", False: "不需要",
}  # fmt: skip
PLAIN = {"final_authority": "最终审批", "appraisal_required": "评估", "publicity_working_days": "公示工作日", "reply": "批复"}
SECRET, AMOUNT = "（涉密）", HEADER.index("原值（元）")


def table(changed: Sequence[Replayed], policy: Policy) -> Iterator[str]:
    """A line for each change under a header; one case's later lines leave its own columns blank."""
    rows = [HEADER]
    for one in changed:
        if one.difference is None:
            continue
        value = "" if one.secret else f"{one.original_value_fen / 100:,.2f}"
        mine = (one.number, SECRET if one.secret else one.unit, policy.plan(Method(one.method)).name or one.method, value)
        for number, change in enumerate(changes(one.difference, secret=one.secret)):
            rows.append((*(mine if number == 0 else ("", "", "", "")), change))
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADER) - 1)]
    for row in rows:
        cells = [_padded(cell, width, right=column == AMOUNT) for column, (cell, width) in enumerate(zip(row, widths, strict=False))]
        yield "  ".join([*cells, row[-1]]).rstrip()


def changes(found: Difference, *, secret: bool = False) -> Iterator[str]:
    """Every change of one case as a phrase."""
    if found.unreadable:
        yield f"不能按新政策重算：{found.unreadable}"
    if found.route:
        before, after = (" → ".join(STEPS[step] for step in steps) for steps in found.route)
        yield f"审批路线：{before}，改为 {after}"
    for name, (old, new) in found.plain.items():
        if name != "final_authority" or not found.route:
            yield f"{PLAIN[name]}：{_word(old)}，改为 {_word(new)}"
    yield from (_refusal("不予受理", one, secret=secret) for one in found.refused)
    yield from (_refusal("不再拒绝", one, secret=secret) for one in found.refused_no_more)
    yield from (f"增加材料：{one['code']} {one['name']}（{one['article']}）" for one in found.asked)
    yield from (f"不再需要材料：{one['code']} {one['name']}（{one['article']}）" for one in found.asked_no_more)


def to_mapping(policy: Policy, digest: str, cases: int, changed: Iterable[Replayed]) -> dict[str, Any]:
    """The same for programs; amounts in fen."""
    listed = [_changed(one, one.difference) for one in changed if one.difference]
    return {"policy": policy.id, "policy_digest": digest, "cases": cases, "changed": listed}


def _changed(one: Replayed, found: Difference) -> dict[str, Any]:
    own = {"number": one.number, "method": one.method, "secret": one.secret}
    if not one.secret:
        own |= {"unit": one.unit, "original_value_fen": one.original_value_fen}
    pairs: dict[str, Any] = {name: {"before": before, "after": after} for name, (before, after) in found.plain.items()}
    if found.route:
        pairs["route"] = {"before": list(found.route[0]), "after": list(found.route[1])}
    return own | pairs | {
        "refusals": {"added": _cited(found.refused, one), "removed": _cited(found.refused_no_more, one)},
        "materials": {"added": _listed(found.asked), "removed": _listed(found.asked_no_more)},
        "unreadable": found.unreadable,
    }  # fmt: skip


def _cited(refusals: Sequence[Mapping[str, Any]], one: Replayed) -> list[dict[str, Any]]:
    names = ("rule", "article") if one.secret else ("rule", "article", "text", "remedy")
    return [{name: refusal[name] for name in names if name in refusal} for refusal in refusals]


def _listed(papers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{name: paper[name] for name in ("code", "name", "article")} for paper in papers]


def _refusal(word: str, one: Mapping[str, Any], *, secret: bool) -> str:
    return f"{word}：{one['article']}" + ("" if secret else f" {one['text']}")


def _word(value: Any) -> str:
    return str(WORDS.get(value, value)) if isinstance(value, bool | str) else str(value)


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks
