"""How the gateway is put together: middleware from the outside in, the REST API, the pages, the errors."""

from fastapi import FastAPI

from services.chassis.database import engine_for, sessions_of
from services.gateway import asyncapi, errors, pages, probes
from services.gateway.api.openapi import install_openapi
from services.gateway.api.router import api
from services.gateway.clients.services import Services
from services.gateway.conversation import Conversation
from services.gateway.deliveries.sealing import Seal
from services.gateway.headers import SecurityHeaders
from services.gateway.rate_limits import ForgedTokens, RateLimit
from services.gateway.session import Doorkeeper, Identification
from services.gateway.settings import GatewaySettings
from services.gateway.transport import BodyLimit, TransportGuard

STATEMENT_SECONDS = 30


def create_app(settings: GatewaySettings) -> FastAPI:
    """The whole application; opens channels to the services, which connect when first asked."""
    app = FastAPI(title="管资 REST API", version="1.0.0", docs_url=None, redoc_url=None, openapi_url=None)
    services = Services.at(
        identity=settings.identity_address, registry=settings.registry_address, sharing=settings.sharing_address,
        disposal=settings.disposal_address, labels=settings.labels_address, dispatcher=settings.dispatcher_address,
    )  # fmt: skip
    app.state.settings, app.state.services, app.state.draining = settings, services, False
    app.state.engine = engine_for(
        str(settings.database_url), pool=settings.database_pool, application="guanzi-gateway", statement_seconds=STATEMENT_SECONDS
    )
    app.state.sessions = sessions_of(app.state.engine)
    app.state.seal = Seal.of(settings.webhook_keys.get_secret_value().split(","))
    app.state.doorkeeper = Doorkeeper(services.identity.authenticate, settings.identity_cache_seconds)
    _surround(app, settings)
    errors.install(app)
    probes.install(app)
    asyncapi.install(app)
    app.include_router(api)
    install_openapi(app)
    if settings.pages:
        pages.install(app)
    return app


def _surround(app: FastAPI, settings: GatewaySettings) -> None:
    """The last added is the outermost."""
    app.add_middleware(BodyLimit, upload_bytes=settings.upload_bytes, body_bytes=settings.body_bytes)
    app.add_middleware(
        RateLimit, session=settings.session_rate, anonymous=settings.anonymous_rate, sign_in=settings.sign_in_rate
    )
    app.add_middleware(Identification, doorkeeper=app.state.doorkeeper, forged=ForgedTokens(settings.sign_in_rate))
    app.add_middleware(TransportGuard, hosts=settings.hosts, over_tls=settings.behind_tls_proxy)
    app.add_middleware(SecurityHeaders, over_tls=settings.behind_tls_proxy)
    app.add_middleware(Conversation)
