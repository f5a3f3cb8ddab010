"""How the REST API describes itself: OpenAPI 3.1 at /openapi.json and /api/v1/openapi.json, with the one form of every error."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from services.gateway.api import PREFIX
from services.gateway.api.router import api
from services.gateway.caller import KEY_LENGTH
from services.gateway.problem import MEDIA_TYPE, TITLES, Problem

METHODS = ("get", "post", "put", "patch", "delete")
DESCRIPTION = """\
国有资产信息卡、变动、导入与核对，标签打印与粘贴，虚拟公物仓与调剂共享，资产处置，以及登录、机构与账号。

先用 `POST /api/v1/sessions` 取得令牌，再以 `Authorization: Bearer <令牌>` 访问其余各处。金额一律为整数分，时间为带时区的
UTC，日期为北京时间。`POST` 可带 `Idempotency-Key`：同一键的重复请求得到同一答复，只生效一次。错误为
`application/problem+json`，`code` 供程序判断，`detail` 为中文说明，`article` 为所据条款。"""
KEY_PARAMETER = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "repeating a request with the same key takes effect once and gives the first answer; with another body it is a 409",
    "schema": {"type": "string", "maxLength": KEY_LENGTH, "pattern": "^[ -~]*$"},
}  # fmt: skip


def install_openapi(app: FastAPI) -> None:
    """Serve the description; it is made once, when first asked for."""
    made: list[dict[str, Any]] = []

    def describe() -> JSONResponse:
        if not made:
            made.append(description(app))
        return JSONResponse(made[0])

    for path in ("/openapi.json", f"{PREFIX}/openapi.json"):
        app.add_api_route(path, describe, include_in_schema=False)


def description(app: FastAPI) -> dict[str, Any]:
    """The description of every route under /api."""
    said = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=api.routes, openapi_version="3.1.0")
    said["components"]["schemas"]["Problem"] = _problem_schema(said)
    for path, item in said["paths"].items():
        for method in METHODS:
            if method in item:
                _complete(path, method, item[method])
    return said


def _problem_schema(said: dict[str, Any]) -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    said["components"]["schemas"].update(schema.pop("$defs"))
    for unused in ("HTTPValidationError", "ValidationError"):
        said["components"]["schemas"].pop(unused, None)
    return schema


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """Add what every operation shares: its problems, and the idempotency key of a signed-in POST."""
    is_open = "security" not in operation
    for status in _statuses(path, method, operation):
        operation["responses"][str(status)] = {
            "description": TITLES[status], "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }  # fmt: skip
    if method == "post" and not is_open:
        operation.setdefault("parameters", []).append(KEY_PARAMETER)


def _statuses(path: str, method: str, operation: dict[str, Any]) -> list[int]:
    found = [401, 403, 422, 429, 503]
    if "{" in path or "parameters" in operation or "requestBody" in operation:
        found.append(404)
    if "requestBody" in operation:
        found += [400, 413, 415]
    return [*found, 409] if method != "get" else found
