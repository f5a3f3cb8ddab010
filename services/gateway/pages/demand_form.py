"""What the form 需求发布 says, and what it shows: indicators in lines of four fields."""

from typing import Any

from services.contracts.rpc.sharing.v1.demands_pb2 import Demand, Indicator, SubmitDemandRequest
from services.contracts.rpc.sharing.v1.entries_pb2 import Contact
from services.gateway.pages.page import Page

LINES = 6
NAMES = (
    "demand_id", "unit", "class_code", "name", "quantity", "measure_unit", "mode", "scope", "needed_by", "reason", "contact.name",
    "contact.phone", "budget_fen",
)  # fmt: skip
Line = tuple[str, str, str, str]


def units(page: Page) -> list[tuple[str, str]]:
    """The units for which the caller may ask: id and name."""
    return [(post.org_id, post.org_name) for post in page.caller.posts if post.role == "unit_handler"]


def lines(page: Page) -> list[Line]:
    """The lines of indicators as the form has them: name, relation, value, unit."""
    said = page.form.text
    return [
        (said(f"indicator_name_{n}"), said(f"indicator_relation_{n}") or "min", said(f"indicator_value_{n}"), said(f"indicator_unit_{n}"))
        for n in range(LINES)
    ]


def indicators(page: Page) -> list[Indicator]:
    """The indicators of the lines that say something."""
    return [Indicator(name=a, relation=b, value=c, measure_unit=d) for a, b, c, d in lines(page) if a or c]


def submission(page: Page) -> SubmitDemandRequest:
    """The demand that the form asks for; refuses with Invalid what is no number."""
    form = page.form
    texts = ("demand_id", "unit", "class_code", "name", "measure_unit", "mode", "scope", "needed_by", "reason")
    return SubmitDemandRequest(
        **{name: form.text(name) for name in texts}, quantity=form.number("quantity") or 0, indicators=indicators(page),
        contact=Contact(name=form.text("contact.name"), phone=form.text("contact.phone")), budget_fen=form.fen("budget_fen") or 0,
    )  # fmt: skip


def filled(page: Page, demand: Demand | None) -> dict[str, Any]:
    """What stands in the form: what was entered, or the returned demand."""
    if demand is None:
        said = {name: page.form.text(name) for name in NAMES} if page.request.method == "POST" else dict.fromkeys(NAMES, "")
        return {**said, "lines": lines(page), "class_code": said["class_code"] or page.query("class_code")}
    same = ("class_code", "name", "quantity", "measure_unit", "mode", "scope", "needed_by", "reason")
    known = {name: getattr(demand, name) for name in same}
    told: list[Line] = [(one.name, one.relation, one.value, one.measure_unit) for one in demand.indicators]
    rest: list[Line] = [("", "min", "", "")] * (LINES - len(told))
    budget = f"{demand.budget_fen // 100}.{demand.budget_fen % 100:02d}" if demand.budget_fen else ""
    person = {"contact.name": demand.contact.name, "contact.phone": ""}
    return {**known, **person, "demand_id": demand.id, "unit": demand.owner.unit_id, "budget_fen": budget, "lines": told + rest}
