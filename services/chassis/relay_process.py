"""How a relay runs alone, beside the servers of its service: `python -m services.chassis.relay_process registry`.

It reads the service's own environment (`GUANZI_REGISTRY_…`). Any number may run, and servers with relays too: one leads.
"""

import sys
from datetime import timedelta

from services.chassis import logs
from services.chassis.probes import serve_probes
from services.chassis.relay import Relay
from services.chassis.settings import ServiceSettings
from services.chassis.termination import termination


def main(service: str) -> None:
    """Publish the service's outbox until SIGTERM or SIGINT."""
    stop = termination()
    settings = ServiceSettings.load(_env_prefix=f"GUANZI_{service.upper()}_")
    logs.configure(f"{service}-relay", settings.log_level, json=settings.log_json)
    relay = Relay(
        service, str(settings.database_url), settings.amqp_url.get_secret_value(), keep=timedelta(days=settings.outbox_days)
    )
    probes = serve_probes(settings.http_address, {"relay": relay.alive})
    relay.start()
    stop.wait()
    relay.stop()
    probes.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
