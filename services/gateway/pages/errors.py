"""How a refused page looks: what happened, the article, what the user can do; or the way to the sign-in page."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.gateway.pages.rendering import render
from services.gateway.problem import Problem

WHAT_TO_DO = {
    400: "请返回上一页检查后重试。",
    403: "如工作需要此项权限，请联系系统管理员、安全管理员申请相应岗位。",
    404: "请核对编号是否有误；不在您岗位范围内的资料不会显示。",
    405: "请返回上一页，从菜单重新进入。",
    409: "他人刚刚修改了同一份资料。请打开最新内容，核对后重新填报。",
    413: "请将文件拆分后分次提交。",
    422: "请按提示修改后重新提交。",
    429: "请稍候再试，不必重复点击。",
    500: "您的操作没有保存。请稍后重试；如仍出现，请把下方编号告知技术支持。",
    503: "已保存的数据不受影响，请稍后刷新本页。",
}


def page_error(request: Request, problem: Problem) -> Response:
    """The page for a problem: sign-in for strangers, the password page for an initial password, else an explanation."""
    if problem.status == 401:
        return _elsewhere(request, f"/sign-in?next={quote(_wanted(request), safe='')}")
    if problem.code == "password_change_required":
        return _elsewhere(request, "/password")
    headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after else None
    advice = problem.remedy or WHAT_TO_DO.get(problem.status, "")
    is_known = getattr(request.state, "principal", None) is not None
    if request.headers.get("hx-request"):
        return render("error_part.html", problem.status, headers, problem=problem, advice=advice)
    return render("error.html", problem.status, headers, problem=problem, advice=advice, is_known=is_known)


def _wanted(request: Request) -> str:
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return target if request.method == "GET" else "/"


def _elsewhere(request: Request, path: str) -> Response:
    if request.headers.get("hx-request"):
        return Response(status_code=200, headers={"HX-Redirect": path})
    return RedirectResponse(path, 303)
