"""How a request that does not fit its model is told in Chinese: one sentence per faulty field."""

from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError

from services.chassis.errors import FieldFault, Invalid
from services.gateway.problem import PlainProblem

SENTENCES: Mapping[str, str] = {
    "missing": "缺少此项。",
    "extra_forbidden": "没有这一项。",
    "string_type": "应为文本。",
    "string_too_short": "至少 {min_length} 个字符。",
    "string_too_long": "最多 {max_length} 个字符。",
    "string_pattern_mismatch": "格式不符。",
    "int_type": "应为整数。",
    "int_parsing": "应为整数。",
    "int_from_float": "应为整数，不能有小数。",
    "int_parsing_size": "数字过大。",
    "float_parsing": "应为数字。",
    "bool_type": "应为 true 或 false。",
    "bool_parsing": "应为 true 或 false。",
    "date_parsing": "应为日期，如 2024-03-15。",
    "date_from_datetime_parsing": "应为日期，如 2024-03-15。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than_equal": "不能大于 {le}。",
    "greater_than": "须大于 {gt}。",
    "less_than": "须小于 {lt}。",
    "literal_error": "只能是 {expected}。",
    "enum": "只能是 {expected}。",
    "list_type": "应为列表。",
    "dict_type": "应为对象。",
    "model_attributes_type": "应为对象。",
    "model_type": "应为对象。",
    "too_short": "至少 {min_length} 项。",
    "too_long": "最多 {max_length} 项。",
    "finite_number": "应为有限的数字。",
    "uuid_parsing": "编号格式不符。",
}
OTHERWISE = "内容不符合要求。"


def invalid(error: RequestValidationError) -> Invalid | PlainProblem:
    """The refusal of a request with every faulty field; a body that is no JSON at all is a 400."""
    found = error.errors()
    if any(fault["type"] == "json_invalid" for fault in found):
        return PlainProblem(400, "malformed_json", "请求内容不是有效的 JSON。")
    faults = tuple(FieldFault(_field(fault["loc"]), fault["type"], _sentence(fault)) for fault in found)
    named = "、".join(dict.fromkeys(fault.field or "请求内容" for fault in faults))
    return Invalid("invalid_request", f"请求有误：{named}。", faults=faults)


def _field(location: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in location[1:])


def _sentence(fault: Mapping[str, Any]) -> str:
    context = {**fault.get("ctx", {})}
    context["expected"] = str(context.get("expected", "")).replace("'", "").replace(" or ", "、").replace(", ", "、")
    if isinstance(context.get("error"), ValueError):
        return str(context["error"])
    try:
        return SENTENCES.get(fault["type"], OTHERWISE).format(**context)
    except (KeyError, IndexError):
        return OTHERWISE
