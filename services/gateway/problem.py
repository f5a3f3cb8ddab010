"""How every error leaves the gateway: `application/problem+json` (RFC 9457) with a Chinese sentence, mapped in this one place."""

from http import HTTPStatus

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.types import Receive, Scope, Send

from services.chassis.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    ServiceError,
    Throttled,
    Unauthenticated,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
STATUS: dict[type[ServiceError], int] = {
    NotFound: 404,
    Conflict: 409,
    Refused: 422,
    Invalid: 422,
    Forbidden: 403,
    Unauthenticated: 401,
    Throttled: 429,
    Unavailable: 503,
}
TITLES = {
    400: "请求有误",
    401: "尚未登录",
    403: "没有权限",
    404: "未找到",
    405: "方法不适用",
    409: "与他人的操作冲突",
    413: "请求过大",
    421: "主机名不符",
    415: "内容类型不受支持",
    422: "未通过检查",
    429: "请求过于频繁",
    500: "系统故障",
    503: "服务暂时不可用",
}


class FieldProblem(BaseModel):
    """One faulty field."""

    field: str
    code: str
    message: str


class Problem(BaseModel):
    """What went wrong: `code` for machines, `detail` for people, `article` and `remedy` where a rule refused."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(description="urn:guanzi:problem:<code>")
    title: str
    status: int
    code: str
    detail: str
    article: str | None = None
    remedy: str | None = None
    errors: list[FieldProblem] | None = None
    request_id: str
    retry_after: int | None = Field(default=None, description="seconds to wait before trying again")


class PlainProblem(Exception):
    """A problem of the transport itself (too large, wrong content type, no such route), with its HTTP status."""

    def __init__(self, status: int, code: str, detail: str, remedy: str = "", retry_after: int | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.remedy, self.retry_after = status, code, detail, remedy, retry_after


def problem_of(error: ServiceError | PlainProblem, request_id: str) -> Problem:
    """The problem an error means to the caller."""
    if isinstance(error, PlainProblem):
        problem = _problem(error.status, error.code, error.detail, request_id)
        return problem.model_copy(update={"remedy": error.remedy or None, "retry_after": error.retry_after})
    status = STATUS[type(error)]
    found = _problem(status, error.code, error.message, request_id)
    errors = [FieldProblem(field=fault.field, code=fault.code, message=fault.message) for fault in error.faults]
    waits = error.retry_seconds or {429: 30, 503: 2}.get(status)
    return found.model_copy(
        update={"article": error.article or None, "remedy": error.remedy or None, "errors": errors or None, "retry_after": waits}
    )


def answer(problem: Problem) -> JSONResponse:
    """The response that carries a problem."""
    headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="guanzi"'
    return JSONResponse(problem.model_dump(exclude_none=True), problem.status, headers, media_type=MEDIA_TYPE)


async def refuse(error: ServiceError | PlainProblem, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a problem from outside the application, where its exception handlers do not reach; people get a page."""
    problem = problem_of(error, scope["state"]["request_id"])
    page = getattr(scope["app"].state, "page_error", None) if "app" in scope else None
    response: Response = answer(problem) if page is None or scope["path"].startswith("/api/") else page(Request(scope), problem)
    await response(scope, receive, send)


def _problem(status: int, code: str, detail: str, request_id: str) -> Problem:
    title = TITLES.get(status, HTTPStatus(status).phrase)
    return Problem(type=f"urn:guanzi:problem:{code}", title=title, status=status, code=code, detail=detail, request_id=request_id)
