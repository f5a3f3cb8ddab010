"""How an error raised anywhere in the application becomes an answer: a problem for programs, a page for people."""

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from services.chassis.errors import ServiceError
from services.gateway.problem import PlainProblem, answer, problem_of
from services.gateway.validation import invalid

log = structlog.get_logger(__name__)
FRAMEWORK = {
    400: ("malformed_request", "请求格式有误，无法读取。"),
    404: ("no_such_route", "没有这个地址。"),
    405: ("method_not_allowed", "这个地址不接受此请求方法。"),
    415: ("unsupported_media_type", "不接受这种内容类型。"),
}


def install(app: FastAPI) -> None:
    """Register the handlers. Pages may set `app.state.page_error` = (request, Problem) → Response for paths outside /api."""
    app.add_exception_handler(ServiceError, _handle)
    app.add_exception_handler(PlainProblem, _handle)
    app.add_exception_handler(RequestValidationError, _handle)
    app.add_exception_handler(HTTPException, _handle)
    app.add_exception_handler(Exception, _defect)


async def _handle(request: Request, error: Exception) -> Response:
    return _render(request, _translated(error), getattr(error, "headers", None))


async def _defect(request: Request, error: Exception) -> Response:
    log.error("defect", path=request.scope["path"], exc_info=error, correlation_id=request.state.request_id)
    return _render(request, PlainProblem(500, "defect", "系统内部出错，已记录。请稍后再试，或将请求编号告知系统管理员。"))


def _translated(error: Exception) -> ServiceError | PlainProblem:
    if isinstance(error, ServiceError | PlainProblem):
        return error
    if isinstance(error.__cause__, PlainProblem):  # raised while FastAPI read the body
        return error.__cause__
    if isinstance(error, RequestValidationError):
        return invalid(error)
    status = error.status_code if isinstance(error, HTTPException) else 500
    code, detail = FRAMEWORK.get(status, ("http_error", "请求未能完成。"))
    return PlainProblem(status, code, detail)


def _render(request: Request, error: ServiceError | PlainProblem, headers: dict[str, str] | None = None) -> Response:
    problem = problem_of(error, request.state.request_id)
    page = getattr(request.app.state, "page_error", None)
    response: Response = answer(problem) if page is None or request.url.path.startswith("/api/") else page(request, problem)
    for name, value in (headers or {}).items():
        response.headers.setdefault(name, value)
    return response
