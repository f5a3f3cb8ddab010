"""The ledger's server: no calls, but the relay and the rest of a real server process."""

from services.chassis.relay import Relay
from services.chassis.server_process import Server, run
from tests.faults.ledger.book import TOPOLOGY
from tests.faults.ledger.settings import LedgerSettings


def main() -> None:
    settings = LedgerSettings.load(run_relay=False)
    relay = Relay("ledger", str(settings.database_url), settings.amqp_url.get_secret_value(), manifest=TOPOLOGY)
    run(Server("ledger", register=lambda _server, _sessions: None, tasks=lambda _sessions: [relay]), settings)


if __name__ == "__main__":
    main()
