"""事件订阅: where other government systems are told of events; begun, paused, given another secret, ended."""

import json
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.contracts.event_words import FACTS
from services.gateway.api.models.deliveries import NewWebhook
from services.gateway.deliveries.domain.feed import OPERATIONS as HEARD
from services.gateway.deliveries.queries.webhooks import webhooks
from services.gateway.deliveries.usecases.targets import Subscribe, pause, renew_secret, subscribe, unsubscribe
from services.gateway.pages.forms import fault
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
MANAGE = "webhook.manage"
TEMPLATE = "webhooks/list.html"


@router.get("/webhooks")
def overview(page: ThePage) -> HTMLResponse:
    """Every webhook, without its secret, and the form for a new one."""
    return page.show(TEMPLATE, **_webhooks(page))


@router.post("/webhooks")
def create(page: ThePage) -> HTMLResponse:
    """Begin one; the page shows its secret this once."""
    desk, seal = page.own_desk(MANAGE), page.request.app.state.seal
    try:
        body = _asked(page)
        cmd = Subscribe(body.name, body.url, body.organisation, tuple(body.types), tuple(body.organisations))
        answer = desk.command("CreateWebhook", body, lambda session, call: json.dumps(subscribe(session, call, cmd, seal.seal)))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(TEMPLATE, error, **_webhooks(page))
    return page.show(TEMPLATE, **{**_webhooks(page), "secret": seal.open(json.loads(answer)[1])})


@router.post("/webhooks/{webhook_id}/{verb}")
def act(page: ThePage, webhook_id: str, verb: str) -> Response:
    """Pause, go on, renew the secret, end."""
    desk, seal = page.own_desk(MANAGE), page.request.app.state.seal
    try:
        if verb == "secret":
            kept = desk.command("RenewWebhookSecret", webhook_id, lambda session, call: renew_secret(session, call, webhook_id, seal.seal))
            return page.show(TEMPLATE, **{**_webhooks(page), "secret": seal.open(kept)})
        if verb == "end":
            desk.command("EndWebhook", webhook_id, lambda session, call: unsubscribe(session, call, webhook_id))
        elif verb in ("pause", "resume"):
            active = verb == "resume"
            desk.command("SetWebhook", f"{webhook_id} {verb}", lambda session, call: pause(session, call, webhook_id, active=active))
        else:
            raise NotFound("not_found", "没有这个地址。")
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(TEMPLATE, error, **_webhooks(page))
    return page.go("/webhooks", {"end": "webhook_ended", "pause": "webhook_paused"}.get(verb, "webhook_resumed"))


def _asked(page: Page) -> NewWebhook:
    """The form as the API takes it; raises Invalid for the first field that does not fit."""
    form = page.form
    given = {name: form.text(name) for name in ("name", "url", "organisation")}
    lists = {name: form.text(name).replace("，", ",").replace(",", " ").split() for name in ("types", "organisations")}
    try:
        return NewWebhook.model_validate({**given, **lists})
    except ValidationError as error:
        raise fault(str(error.errors()[0]["loc"][0]), "malformed", "请按要求填写。") from None


def _webhooks(page: Page) -> dict[str, Any]:
    with page.own_desk(MANAGE).read() as session:
        return {"webhooks": webhooks(session), "secret": "", "types": _types()}


def _types() -> list[str]:
    """What may be asked for: everything, all of an aggregate that may be heard, each of its facts."""
    facts = [f"{fact}.v1" for fact in FACTS if fact.rpartition(".")[0] in HEARD]
    return ["*", *sorted([*facts, *(f"{aggregate}.*" for aggregate in HEARD)])]
