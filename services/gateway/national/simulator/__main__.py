"""Process: the simulated national platform (`python -m services.gateway.national.simulator`), on loopback."""

from contextlib import suppress

import uvicorn

from services.chassis import logs
from services.gateway.national.simulator.app import Simulator
from services.gateway.settings import SimulatorSettings


class Quiet(uvicorn.Server):
    """Ends with status 0 when it is told to."""

    async def shutdown(self, *args: object, **kwargs: object) -> None:
        """Drain; uvicorn would raise the signal again."""
        await super().shutdown(*args, **kwargs)  # type: ignore[arg-type]
        self._captured_signals.clear()


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    settings = SimulatorSettings.load()
    logs.configure("national-simulator", settings.log_level, json=settings.log_json)
    host, _, port = settings.simulator_address.rpartition(":")
    app = Simulator(settings.platform_secret.get_secret_value().encode()).app()
    config = uvicorn.Config(
        app, host, int(port), log_config=None, access_log=False, server_header=False, lifespan="off", timeout_graceful_shutdown=2
    )
    with suppress(KeyboardInterrupt):
        Quiet(config).run()


if __name__ == "__main__":
    main()
