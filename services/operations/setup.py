"""How an installation is made: databases, broker users, topology, keys, settings files. Again changes nothing.

Passwords are made here, kept in the settings files (mode 0600) and printed nowhere.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from services.chassis import topology
from services.chassis.broker_users import BrokerUsers
from services.operations.databases import keep_database
from services.operations.process_list import OWNERS, PROCESSES, SERVICES
from services.operations.processes import private_folder
from services.operations.settings import OperationsSettings
from services.operations.settings_files import SettingsFiles
from services.operations.signing_keys import keep_signing_keys


@dataclass(frozen=True, slots=True)
class Servers:
    """An administrator's URLs of the servers an installation stands on."""

    database_url: str
    amqp_url: str
    management_url: str


@dataclass(frozen=True, slots=True)
class Installation:
    """The folder that holds what one installation keeps to itself."""

    folder: Path

    @property
    def files(self) -> SettingsFiles:
        return SettingsFiles(self.folder / "env")


@dataclass(frozen=True, slots=True)
class Platform:
    """The national platform's address and the secret shared with it; without an address the simulator is used."""

    url: str = ""
    secret: str = ""


def platform_of(settings: OperationsSettings) -> Platform:
    """The national platform that the environment names."""
    return Platform(str(settings.platform_url or ""), settings.platform_secret.get_secret_value())


def set_up(installation: Installation, servers: Servers, port: int = 0, platform: Platform = Platform()) -> None:  # frozen
    """Bring databases, broker and settings files to what this version needs."""
    private_folder(installation.folder)
    files, keys = installation.files, keep_signing_keys(installation.folder / "keys")
    manifest = topology.load()
    topology.declare(servers.amqp_url, manifest)
    vhost = unquote(urlsplit(servers.amqp_url).path[1:]) or "/"
    users = BrokerUsers(servers.management_url, vhost)
    addresses = {service: files.address(service, f"GUANZI_{service.upper()}_GRPC_ADDRESS") for service in OWNERS}
    own: dict[str, dict[str, str]] = {}
    for service in OWNERS:
        known, prefix = files.read(service), f"GUANZI_{service.upper()}_"
        database_url = keep_database(servers.database_url, service, known.get(f"{prefix}DATABASE_URL", ""))
        password = unquote(urlsplit(known.get(f"{prefix}AMQP_URL", "")).password or "") or secrets.token_urlsafe(24)
        users.put(service, password, manifest.users()[service])
        own[service] = {
            f"{prefix}DATABASE_URL": database_url, f"{prefix}AMQP_URL": _with_login(servers.amqp_url, service, password),
            f"{prefix}IDENTITY_KEYS": str(keys[1]), f"{prefix}GRPC_ADDRESS": addresses[service],
        }
    own["identity"]["GUANZI_IDENTITY_SIGNING_KEY"] = str(keys[0])
    own["sharing"]["GUANZI_SHARING_REGISTRY_ADDRESS"] = addresses["registry"]
    for service in SERVICES:
        files.write(service, {**own[service], **_probes(files, service)})
    national = _national(files, platform)
    files.write("national", {**_probes(files, "national"), "GUANZI_PLATFORM_SECRET": national["GUANZI_PLATFORM_SECRET"]})
    files.write("gateway", {**own["gateway"], **_gateway(files, addresses, port), **national})


def _probes(files: SettingsFiles, service: str) -> dict[str, str]:
    return {process.probes: files.address(service, process.probes) for process in PROCESSES if process.service == service}


def _gateway(files: SettingsFiles, addresses: dict[str, str], port: int) -> dict[str, str]:
    web = files.address("gateway", "GUANZI_GATEWAY_WEB_ADDRESS", wanted_port=port)
    asked = {f"GUANZI_GATEWAY_{service.upper()}_ADDRESS": address for service, address in addresses.items() if service in SERVICES}
    return {"GUANZI_GATEWAY_WEB_ADDRESS": web, "GUANZI_PORT": web.rpartition(":")[2], **asked, **_probes(files, "gateway")}


def _national(files: SettingsFiles, platform: Platform) -> dict[str, str]:
    """Where the national platform is for the gateway: the given one, or the simulator, whose address is found here."""
    simulator = f"http://{files.address('national', 'GUANZI_NATIONAL_SIMULATOR_ADDRESS')}"
    if not platform.url:
        files.write("national", {**files.read("national"), "GUANZI_NATIONAL_SIMULATOR_ADDRESS": simulator.partition("://")[2]})
    secret = platform.secret or files.read("gateway").get("GUANZI_PLATFORM_SECRET", "") or secrets.token_urlsafe(32)
    return {"GUANZI_PLATFORM_URL": platform.url or simulator, "GUANZI_PLATFORM_SECRET": secret}


def _with_login(amqp_url: str, user: str, password: str) -> str:
    parts = urlsplit(amqp_url)
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{parts.netloc.rpartition('@')[2]}"))
