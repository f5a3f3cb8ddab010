"""Routes: webhooks, where other government systems are told of events (signed, in order per aggregate, until received)."""

import json
from uuid import UUID

from fastapi import APIRouter, Request

from services.gateway.api.models.deliveries import NewWebhook, Webhook, WebhookActivity, Webhooks, WebhookSecret
from services.gateway.caller import API_SECURITY
from services.gateway.deliveries.queries.webhooks import webhooks
from services.gateway.deliveries.sealing import Seal
from services.gateway.deliveries.usecases.targets import Subscribe, pause, renew_secret, subscribe, unsubscribe
from services.gateway.own import Own

router = APIRouter(prefix="/webhooks", tags=["webhooks"], dependencies=API_SECURITY)
MANAGE = "webhook.manage"


@router.get("")
def list_webhooks(own: Own) -> Webhooks:
    """Every webhook, without its secret."""
    own.require(MANAGE)
    with own.read() as session:
        return Webhooks(items=[Webhook.model_validate(row) for row in webhooks(session)])


@router.post("", status_code=201)
def create_webhook(request: Request, own: Own, body: NewWebhook) -> WebhookSecret:
    """Start a webhook; the answer holds the secret that signs what it gets, told this once."""
    own.require(MANAGE)
    cmd = Subscribe(body.name, body.url, body.organisation, tuple(body.types), tuple(body.organisations))
    seal: Seal = request.app.state.seal
    answer = own.command("CreateWebhook", body, lambda session, call: json.dumps(subscribe(session, call, cmd, seal.seal)))
    webhook, kept = json.loads(answer)
    return WebhookSecret(id=webhook, secret=seal.open(kept))


@router.patch("/{webhook_id}", status_code=204)
def set_webhook(own: Own, webhook_id: UUID, body: WebhookActivity) -> None:
    """Stop sending for a while, or go on."""
    own.require(MANAGE)
    own.command("SetWebhook", body, lambda session, call: pause(session, call, str(webhook_id), active=body.active))


@router.post("/{webhook_id}/secret", status_code=201)
def renew_webhook_secret(request: Request, own: Own, webhook_id: UUID) -> WebhookSecret:
    """Give it a new secret, told this once; the old one is void at once."""
    own.require(MANAGE)
    webhook, seal = str(webhook_id), request.app.state.seal
    kept = own.command("RenewWebhookSecret", webhook, lambda session, call: renew_secret(session, call, webhook, seal.seal))
    return WebhookSecret(id=webhook, secret=seal.open(kept))


@router.delete("/{webhook_id}", status_code=204)
def end_webhook(own: Own, webhook_id: UUID) -> None:
    """End a webhook; what waited for it is dropped."""
    own.require(MANAGE)
    own.command("EndWebhook", str(webhook_id), lambda session, call: unsubscribe(session, call, str(webhook_id)))
