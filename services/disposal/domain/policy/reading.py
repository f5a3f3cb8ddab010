"""How a policy file is read and checked: everything that is wrong with it at once, before a single case is decided by it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from services.chassis.errors import FieldFault, Invalid
from services.disposal.domain import fields as read
from services.disposal.domain.kinds import AssetKind, AssetState, Authority, Level, Method, Outcome, Procedure, Reply, Stage
from services.disposal.domain.policy.model import PLACEHOLDER, Clause, Material, Periods, Plan, Policy, Thresholds
from services.disposal.domain.rules import COMPETITIONS, RULES
from services.disposal.domain.rules.conditions import CONDITIONS

CITATION = re.compile(r"(第[一二三四五六七八九十]+条)(?:（([一二三四五六七八九十]+)）)?")
PLACEHOLDERS = frozenset({
    "appraised", "article", "compensation", "count", "day", "days", "from", "limit", "months", "others", "percent", "price", "region",
    "state", "sum", "to", "value",
})  # fmt: skip
LONGEST_SENTENCE = 500
REQUIRED = {"id", "title", "valid_from", "valid_to", "thresholds", "periods", "rules", "methods"}


def policy_from(given: Mapping[str, Any], articles: Mapping[str, str]) -> Policy:
    """The policy in a file's data with the law's own words; refuses with `policy_invalid` and every fault by its path."""
    faults: list[FieldFault] = []
    known = read.record(given, _POLICY, "", faults)
    faults += (FieldFault(name, "required", "必填。") for name in sorted(REQUIRED - known.keys()))
    clauses = {
        name: Clause(rule=name, **_table(part, _CLAUSE, f"rules.{name}", faults, needs={"article", "text"}))
        for name, part in _parts(known.get("rules"), "rules", faults) if _is_known(name, {**RULES, **COMPETITIONS}, f"rules.{name}", faults)
    }  # fmt: skip
    plans = {
        Method(name): _plan(part, f"methods.{name}", faults)
        for name, part in _parts(known.get("methods"), "methods", faults) if _is_known(name, _METHODS, f"methods.{name}", faults)
    }  # fmt: skip
    thresholds = Thresholds(**_table(known.get("thresholds"), _THRESHOLDS, "thresholds", faults, needs=set(_THRESHOLDS)))
    periods = Periods(**_table(known.get("periods"), _PERIODS, "periods", faults, needs=set(_PERIODS)))
    faults += _citations_missing(clauses, plans, articles)
    faults += _contradictions(known, thresholds) if not faults else ()
    if faults:
        raise Invalid("policy_invalid", "政策文件有误，请按提示修改。", faults=tuple(faults))
    return Policy(
        id=known["id"], title=known["title"], valid_from=known["valid_from"], valid_to=known["valid_to"],
        default=known.get("default", False), regions=known.get("regions", frozenset()), levels=known.get("levels", frozenset(Level)),
        thresholds=thresholds, periods=periods, clauses=clauses, plans=plans, articles=articles,
    )  # fmt: skip


def _table(given: Any, readers: Mapping[str, read.Reader], path: str, faults: list[FieldFault], needs: set[str]) -> dict[str, Any]:
    """A table whose needed fields are there; what is wrong is filled with nothing, since the faults are told anyway."""
    known = read.record({} if given is None else given, readers, path, faults)
    missing = needs - known.keys() if isinstance(given, Mapping) or given is None else set()
    told = {fault.field for fault in faults}
    faults += (FieldFault(f"{path}.{name}", "required", "必填。") for name in sorted(missing) if f"{path}.{name}" not in told)
    return dict.fromkeys(needs) | known


def _parts(given: Any, path: str, faults: list[FieldFault]) -> Iterator[tuple[str, Any]]:
    if isinstance(given, Mapping):
        yield from given.items()
    elif given is not None:
        faults.append(FieldFault(path, "not_an_object", "应为表。"))


def _is_known(name: str, names: Mapping[str, object], path: str, faults: list[FieldFault]) -> bool:
    if name not in names:
        faults.append(FieldFault(path, "unknown_field", "没有这个名称。"))
    return name in names


def _plan(given: Any, path: str, faults: list[FieldFault]) -> Plan:
    needs = {"name", "publicity_working_days", "reply", "reply_article"}
    known = _table(given, _PLAN, path, faults, needs=needs)
    papers = []
    for name, stage in (("materials", Stage.FILING), ("uploads", Stage.EXECUTION)):
        for number, part in enumerate(known.pop(name, None) or ()):
            table = _table(part, _MATERIAL, f"{path}.{name}[{number}]", faults, needs={"code", "name", "article"})
            papers.append(Material(**table, stage=stage))
    return Plan(**known, materials=tuple(papers))


def _contradictions(known: Mapping[str, Any], thresholds: Thresholds) -> Iterator[FieldFault]:
    """A policy that ends before it begins, and values between two limits that nobody would decide."""
    if known["valid_to"] < known["valid_from"]:
        yield FieldFault("valid_to", "out_of_range", "有效期的终止日期不能早于起始日期。")
    if thresholds.finance_bureau_up_to_fen + 1 < thresholds.county_government_from_fen:
        message = "财政部门与县政府的限额之间不能有空档，请一并调整。"
        yield FieldFault("thresholds.finance_bureau_up_to_fen", "limits_apart", message)


def _citations_missing(clauses: Mapping[str, Clause], plans: Mapping[Method, Plan], articles: Mapping[str, str]) -> Iterator[FieldFault]:
    cited = [(f"rules.{name}.article", clause.article) for name, clause in clauses.items()]
    for method, plan in plans.items():
        cited.append((f"methods.{method}.reply_article", plan.reply_article))
        cited += [(f"methods.{method}.{paper.code}.article", paper.article) for paper in plan.materials]
    for path, citation in cited:
        if citation is not None and not is_in(citation, articles):
            yield FieldFault(path, "article_unknown", f"条文中没有{citation}。")


def is_in(citation: str, articles: Mapping[str, str]) -> bool:
    """Whether the article exists, and has the item that is cited."""
    match = CITATION.fullmatch(citation)
    if not match or match[1] not in articles:
        return False
    return match[2] is None or any(line.startswith(f"({match[2]})") for line in articles[match[1]].splitlines())


def _sentence(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_SENTENCE or not value.isprintable():
        raise read.Unreadable("not_a_text", f"应为不超过 {LONGEST_SENTENCE} 个字符的一句话。")
    unknown = sorted(set(PLACEHOLDER.findall(value)) - PLACEHOLDERS)
    if unknown:
        raise read.Unreadable("placeholder_unknown", f"没有这个占位名：{'、'.join(unknown)}。")
    return value


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise read.Unreadable("not_a_date", "应为日期，形如 2024-01-01。")


def _count(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1000:
        return value
    raise read.Unreadable("not_a_count", "应为 0 至 1000 的整数。")


def _some_of(words: type[StrEnum]) -> read.Reader:
    word = read.one_of(words)

    def of(value: Any) -> frozenset[Any]:
        return frozenset(word(part) for part in _listed(value))

    return of


def _regions(value: Any) -> frozenset[str]:
    return frozenset(read.text(part) for part in _listed(value))


def _conditions(value: Any) -> tuple[str, ...]:
    for name in _listed(value):
        if name not in CONDITIONS:
            raise read.Unreadable("condition_unknown", f"条件只能是：{'、'.join(CONDITIONS)}。")
    return tuple(value)


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise read.Unreadable("not_a_list", "应为列表。")


_METHODS = {method.value: method for method in Method}
_POLICY: Mapping[str, read.Reader] = {
    "id": read.text, "title": _sentence, "valid_from": _day, "valid_to": _day, "default": read.yes_or_no, "regions": _regions,
    "levels": _some_of(Level), "thresholds": read.as_given, "periods": read.as_given, "rules": read.as_given, "methods": read.as_given,
}  # fmt: skip
_THRESHOLDS: Mapping[str, read.Reader] = {
    field.name: _count if field.name.endswith("_percent") else read.fen for field in fields(Thresholds)
}
_PERIODS: Mapping[str, read.Reader] = {field.name: _count for field in fields(Periods)}
_CLAUSE: Mapping[str, read.Reader] = {
    "article": _sentence, "text": _sentence, "remedy": _sentence, "outcome": read.one_of(Outcome), "interpretation": read.yes_or_no,
    "authority": read.one_of(Authority), "procedure": read.one_of(Procedure), "appraisal": read.yes_or_no,
    "methods": _some_of(Method), "kinds": _some_of(AssetKind), "states": _some_of(AssetState),
}  # fmt: skip
_PLAN: Mapping[str, read.Reader] = {
    "name": _sentence, "publicity_working_days": _count, "reply": read.one_of(Reply), "reply_article": _sentence, "materials": _listed,
    "uploads": _listed,
}  # fmt: skip
_MATERIAL: Mapping[str, read.Reader] = {
    "code": read.text, "name": _sentence, "article": _sentence, "when": _conditions, "kinds": _some_of(AssetKind),
}  # fmt: skip
