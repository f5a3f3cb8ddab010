"""Process: the web server (`python -m services.gateway.web`). Drains on SIGTERM: refuses new connections, finishes those at hand."""

from contextlib import suppress
from functools import partial

import anyio.to_thread
import structlog
import uvicorn
from fastapi import FastAPI

from services.chassis import logs
from services.chassis.probes import Check, serve_probes
from services.gateway.app import create_app
from services.gateway.settings import GatewaySettings

log = structlog.get_logger(__name__)


class Web(uvicorn.Server):
    """Says not ready as soon as it is told to stop."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def startup(self, *args: object, **kwargs: object) -> None:
        """Size the thread pool that the handlers run in, then listen."""
        anyio.to_thread.current_default_thread_limiter().total_tokens = self._app.state.settings.threads
        await super().startup(*args, **kwargs)  # type: ignore[arg-type]
        log.info("serving", host=self.config.host, port=self.config.port)

    async def shutdown(self, *args: object, **kwargs: object) -> None:
        """Drain, then let go of the services."""
        self._app.state.draining = True
        await super().shutdown(*args, **kwargs)  # type: ignore[arg-type]
        self._app.state.services.close()
        self._app.state.engine.dispose()
        self._captured_signals.clear()  # uvicorn would raise them again and so end with the signal instead of status 0
        log.info("drained")


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    settings = GatewaySettings.load()
    logs.configure("gateway", settings.log_level, json=settings.log_json)
    app = create_app(settings)
    services = app.state.services
    checks: dict[str, Check] = {name: partial(services.answers, name) for name in services.channels}
    checks["serving"] = lambda: not app.state.draining
    probes = serve_probes(settings.http_address, checks)
    config = uvicorn.Config(
        app, settings.host, settings.port, log_config=None, access_log=False, server_header=False, lifespan="off",
        proxy_headers=settings.behind_tls_proxy, forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=settings.drain_seconds, h11_max_incomplete_event_size=64 * 1024,
    )
    with suppress(KeyboardInterrupt):
        Web(config, app).run()
    probes.shutdown()


if __name__ == "__main__":
    main()
