"""The home page: things to do, control totals, cards and value by class, age and state."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.contracts.rpc.registry.v1.overview_pb2 import GetDashboardRequest, ListTodosRequest
from services.gateway.pages.page import ThePage

router = APIRouter()


@router.get("/")
def home(page: ThePage) -> HTMLResponse:
    """What waits for me and what my organisation holds; administrators see no business data."""
    if not page.may("registry:asset.read"):
        return page.show("home_administrator.html")
    todos = page.ask(page.registry.overview.ListTodos, ListTodosRequest()).todos
    board = page.ask(page.registry.overview.GetDashboard, GetDashboardRequest())
    return page.show("home.html", todos=[todo for todo in todos if todo.count], board=board)
