"""How a draft's facts stand in its form and come back from it: yuan and words there, fen and JSON in the facts."""

import json
from collections.abc import Mapping
from typing import Any

from services.contracts.rpc.disposal.v1.cases_pb2 import Case
from services.gateway.pages import disposal_questions as questions
from services.gateway.pages import disposal_words as words
from services.gateway.pages.disposal_questions import Question
from services.gateway.pages.forms import Form

PARTS = (("counterparty", questions.COUNTERPARTY), ("circumstances", questions.CIRCUMSTANCES))
LIFE = Question("minimum_life_months", "最低使用年限（月）", frozenset({"scrap"}), asked_as="months", hint="信息卡上没有的，按配置标准")
OF_ALL = (*questions.ASSET, LIFE)
MOST_KINDS = 200
"""So many cards get a field of their own for their kind."""


def given(form: Form, case: Case) -> dict[str, Any]:
    """What the form says, as a draft takes it; facts the form does not ask stay as they are. Refuses with Invalid."""
    facts, method = json.loads(case.facts), form.text("method") or case.method
    said: dict[str, Any] = {name: {**facts[name], **questions.answers(form, asked, method, name)} for name, asked in PARTS}
    common, known = questions.answers(form, OF_ALL, method, "asset"), {one["asset_no"]: one for one in facts["assets"]}
    said["assets"] = [_asset(form, known.get(card.asset_no, {}), card.asset_no, common) for card in case.assets]
    said["receiving_unit"] = form.text("receiving_unit") if form.has("receiving_unit") else case.receiving_unit
    said["emergency_name"] = form.text("emergency_name") if form.has("emergency_name") else case.emergency_name
    said["access"] = form.text("access").replace("，", " ").replace(",", " ").split() if form.has("access") else list(case.access)
    if not said["receiving_unit"]:
        del said["receiving_unit"]
    return {name: value for name, value in said.items() if value != ""}


def foreseen(form: Form, case: Case) -> dict[str, Any]:
    """The facts as they would be with what the form says: what the law is asked about while a clerk types. Refuses with Invalid."""
    facts, said = json.loads(case.facts), given(form, case)
    said["assets"] = [{**known, **one} for known, one in zip(facts["assets"], said["assets"], strict=True)]
    beside = ("access", "receiving_unit", "emergency_name")
    told = {name: value for name, value in said.items() if name not in beside}
    return {**facts, **told, "method": form.text("method") or case.method, "policy": case.policy}


def shown(case: Case, form: Form | None) -> dict[str, Any]:
    """What the form begins with: what was just entered, else the draft's facts. The law's answer stands beside it."""
    facts = json.loads(case.facts)
    first: Mapping[str, Any] = facts["assets"][0] if facts["assets"] else {}
    written = {f"asset.{one.path}": _written(first.get(one.path), one) for one in OF_ALL}
    for name, asked in PARTS:
        written |= {f"{name}.{one.path}": _written(facts[name].get(one.path), one) for one in asked}
    written |= {f"kind.{one['asset_no']}": one.get("kind") or "" for one in facts["assets"]}
    written |= {"receiving_unit": case.receiving_unit, "emergency_name": case.emergency_name, "access": " ".join(case.access)}
    if form is not None:
        written |= {name: form.text(name) for name in written if form.has(name)}
    return {
        "said": written, "method": case.method, "of_all": OF_ALL, "most_kinds": MOST_KINDS,
        "assessed": case.assessment, "policy": case.policy,
        "kinds": {card.asset_no: _kinds(card.kind) for card in case.assets[:MOST_KINDS]},
    }  # fmt: skip


def known_later(case: Case) -> dict[str, str]:
    """What of the circumstances may become known at the execution, as a form shows it, by path."""
    told = json.loads(case.facts)["circumstances"]
    return {one.path: _written(told.get(one.path), one) for one in questions.asked(questions.LATER, case.method)}


def _asset(form: Form, known: Mapping[str, Any], asset_no: str, common: Mapping[str, Any]) -> dict[str, Any]:
    kind = form.text(f"kind.{asset_no}") if form.has(f"kind.{asset_no}") else known.get("kind") or ""
    return {"asset_no": asset_no, **common, **({"kind": kind} if kind else {})}


def _kinds(kind: str) -> list[tuple[str, str]]:
    return [(one, words.ASSET_KINDS[one]) for one in words.REFINED.get(kind, ())]


def _written(value: Any, asked: Question) -> str:
    if asked.asked_as == "choice":
        return {True: "true", False: "false", None: "null"}.get(value, value) if not isinstance(value, str) else value
    if value is None:
        return ""
    return f"{value // 100}.{value % 100:02d}" if asked.asked_as == "money" else str(value)
