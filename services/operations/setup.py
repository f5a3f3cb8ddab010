"""How an installation is made: databases, broker users, topology, keys, settings files. Again changes nothing.

Passwords are made here, kept in the settings files (mode 0600) and printed nowhere.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from services.chassis import topology
from services.chassis.broker_users import BrokerUsers
from services.operations.databases import keep_database
from services.operations.enrolment import keep_enrolment
from services.operations.failures import Failed
from services.operations.handing_out import hand_out
from services.operations.places import Layout, Places, places_of
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
    """The national platform's address and the secret shared with it; without an address what is to be reported waits."""

    url: str = ""
    secret: str = ""
    simulated: bool = False


SIMULATED = Platform(simulated=True)
UPLOADS_OF_CONTAINERS = "/var/lib/guanzi-uploads"
"""Where docker-compose.yml mounts the volume that the servers of disposal, labels and sharing write to."""
PHOTO_FOLDERS = {"labels": "photos", "sharing": "pictures"}
STORAGE = "GUANZI_DISPOSAL_STORAGE_URL"
WEBHOOK_KEYS = "GUANZI_GATEWAY_WEBHOOK_KEYS"


def platform_of(settings: OperationsSettings, *, otherwise: Platform = Platform()) -> Platform:  # frozen
    """The national platform that the environment names; raises Failed where its secret is missing."""
    url, secret = str(settings.platform_url or ""), settings.platform_secret.get_secret_value()
    if url and not secret:
        raise Failed("GUANZI_PLATFORM_SECRET：请填写与全国平台约定的密钥 / the secret shared with the platform is missing")
    return Platform(url, secret) if url else otherwise


def set_up(
    installation: Installation, servers: Servers, port: int = 0, platform: Platform = SIMULATED, layout: Layout = "machine"
) -> None:
    """Bring databases, broker and settings files to what this version needs."""
    private_folder(installation.folder)
    files, keys = installation.files, keep_signing_keys(installation.folder / "keys")
    places, manifest = places_of(layout, files), topology.load()
    web = places.web(port)
    topology.declare(servers.amqp_url, manifest)
    users = BrokerUsers(servers.management_url, unquote(urlsplit(servers.amqp_url).path[1:]) or "/")
    listening = {service: places.grpc(service) for service in OWNERS}
    asked = {service: places.asked(service, address) for service, address in listening.items()}
    own: dict[str, dict[str, str]] = {}
    for service in OWNERS:
        known, prefix = files.read(service), f"GUANZI_{service.upper()}_"
        database_url = keep_database(servers.database_url, service, known.get(f"{prefix}DATABASE_URL", ""))
        password = unquote(urlsplit(known.get(f"{prefix}AMQP_URL", "")).password or "") or secrets.token_urlsafe(24)
        users.put(service, password, manifest.users()[service])
        own[service] = {
            f"{prefix}DATABASE_URL": database_url, f"{prefix}AMQP_URL": _with_login(servers.amqp_url, service, password),
            f"{prefix}IDENTITY_KEYS": str(keys[1]), f"{prefix}GRPC_ADDRESS": listening[service], **_probes(places, service),
        }
    own["identity"]["GUANZI_IDENTITY_SIGNING_KEY"] = str(keys[0])
    own["sharing"] |= _photographing("sharing", files.read("sharing"), asked, installation.folder, layout)
    own["disposal"] |= _disposal(files.read("disposal"), asked, installation.folder, layout)
    own["labels"] |= _photographing("labels", files.read("labels"), asked, installation.folder, layout)
    own["labels"] |= keep_enrolment(users, files.read("labels"), os.environ, servers.amqp_url)
    own["gateway"] |= _gateway(web, asked) | {WEBHOOK_KEYS: files.read("gateway").get(WEBHOOK_KEYS) or secrets.token_urlsafe(32)}
    _national(files, places, own, platform)
    for service, settings in own.items():
        files.write(service, settings)
    if layout == "containers":
        hand_out(installation.folder)


def _probes(places: Places, service: str) -> dict[str, str]:
    return {process.probes: places.probes(process) for process in PROCESSES if process.service == service}


def _disposal(known: dict[str, str], asked: dict[str, str], folder: Path, layout: Layout) -> dict[str, str]:
    """Whom disposal asks and where its files lie.

    Another store or policy that the operator's environment names, or did once, stays; with a bucket the `AWS_…` that lead to it.
    """
    told = known | {name: value for name, value in os.environ.items() if value}
    kept = {name: told[name] for name in (STORAGE, "GUANZI_DISPOSAL_POLICY") if name in told}
    if kept.get(STORAGE, "").startswith("s3://"):
        kept |= {name: value for name, value in told.items() if name.startswith("AWS_")}
    files = UPLOADS_OF_CONTAINERS if layout == "containers" else str(private_folder(folder / "uploads"))
    return {"GUANZI_DISPOSAL_REGISTRY_ADDRESS": asked["registry"], STORAGE: files} | kept


def _photographing(service: str, known: dict[str, str], asked: dict[str, str], folder: Path, layout: Layout) -> dict[str, str]:
    """Whom labels and sharing ask and where their photos lie; another store that the operator named stays, as disposal's does."""
    name = f"GUANZI_{service.upper()}_STORAGE_URL"
    store = os.environ.get(name) or known.get(name, "")
    if "://" not in store:
        own = PHOTO_FOLDERS[service]
        store = f"{UPLOADS_OF_CONTAINERS}/{service}" if layout == "containers" else str(private_folder(folder / own))
    lead = {key: value for key, value in {**known, **os.environ}.items() if key.startswith("AWS_") and store.startswith("s3://")}
    return {f"GUANZI_{service.upper()}_REGISTRY_ADDRESS": asked["registry"], name: store} | lead


def _gateway(web: str, asked: dict[str, str]) -> dict[str, str]:
    found = {f"GUANZI_GATEWAY_{service.upper()}_ADDRESS": asked[service] for service in SERVICES}
    found["GUANZI_GATEWAY_DISPATCHER_ADDRESS"] = asked["gateway"]
    return {"GUANZI_GATEWAY_WEB_ADDRESS": web, "GUANZI_PORT": web.rpartition(":")[2], **found}


def _national(files: SettingsFiles, places: Places, own: dict[str, dict[str, str]], platform: Platform) -> None:
    """The simulator's settings, and the gateway's: where the platform is, or where it is simulated, or that there is none."""
    probes, known = _probes(places, "national"), files.read("national").get("GUANZI_PLATFORM_SECRET", "")
    secret = platform.secret or known or secrets.token_urlsafe(32)
    own["national"] = {**probes, "GUANZI_PLATFORM_SECRET": secret}
    if platform.url or platform.simulated:
        url = platform.url or f"http://{places.simulator(*probes.values())}"
        own["gateway"] |= {"GUANZI_PLATFORM_URL": url, "GUANZI_PLATFORM_SECRET": secret}


def _with_login(amqp_url: str, user: str, password: str) -> str:
    parts = urlsplit(amqp_url)
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{parts.netloc.rpartition('@')[2]}"))
