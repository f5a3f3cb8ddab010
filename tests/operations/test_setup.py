"""`guanzi setup`: existing servers, twice, narrow rights, no secret where it does not belong."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pika
import psycopg
import pytest
from pika.exceptions import ChannelClosedByBroker

from services.chassis import topology
from services.operations.local_broker import LocalBroker
from services.operations.local_postgres import LocalPostgres
from services.operations.process_list import OWNERS, PROCESSES
from services.operations.settings_files import SettingsFiles
from tests.support import vhosts
from tests.support.parts import NO_FSYNC, Part, Run
from tests.support.vhosts import Vhost, manage


def guanzi(folder: Path, *arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GUANZI_")}
    command = [sys.executable, "-c", "from services.operations.cli import main; main()", *arguments]
    environ = {**clean, "GUANZI_VAR": str(folder), **environ}
    return subprocess.run(command, env=environ, check=False, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def server(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPostgres]:
    """A PostgreSQL for this file: roles and databases of a service belong to the whole server."""
    private = LocalPostgres(tmp_path_factory.mktemp("setup") / "postgres", options=NO_FSYNC, owner=run.owner)
    private.start()
    yield private
    private.stop()


@pytest.fixture(scope="module")
def place(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vhost]:
    """A virtual host of a RabbitMQ for this file: its users belong to the whole broker, too."""
    private = LocalBroker(tmp_path_factory.mktemp("setup") / "broker", owner=run.owner)
    private.start()
    yield vhosts.make(Part(private.url, private.management_url, (private.pid,), signal.SIGTERM))
    private.stop()


@pytest.fixture(scope="module")
def existing(server: LocalPostgres, place: Vhost) -> dict[str, str]:
    """The variables that name servers which run already."""
    return {"DATABASE_URL": server.url, "AMQP_URL": place.amqp_url, "RABBITMQ_MANAGEMENT_URL": place.management_url}


@pytest.fixture(scope="module")
def installed(existing: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> "tuple[Path, subprocess.CompletedProcess[str]]":
    """An installation's folder and what `guanzi setup` answered."""
    folder = tmp_path_factory.mktemp("installed") / "var"
    answer = guanzi(folder, "setup", **existing)
    assert answer.returncode == 0, answer.stderr
    return folder, answer


@pytest.fixture
def files(installed) -> SettingsFiles:
    return SettingsFiles(installed[0] / "env")


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def passwords(files: SettingsFiles) -> set[str]:
    urls = [value for value in files.everything().values() if "://" in value]
    return {unquote(password) for url in urls if (password := urlsplit(url).password)}


def test_setup_uses_existing_servers_and_a_second_run_changes_nothing(installed, existing):
    folder, _ = installed
    before = contents(folder)
    assert not (folder / "postgres").exists()
    assert not (folder / "rabbitmq").exists()
    second = guanzi(folder, "setup", **existing)
    assert second.returncode == 0, second.stderr
    assert contents(folder) == before


def test_setup_prints_no_secret_and_keeps_them_to_the_owner(installed, files):
    folder, answer = installed
    found = passwords(files)
    assert len(found) == 2 * len(OWNERS) + 1  # a database and a broker user each, and the one that lets print stations in
    assert not [secret for secret in found if secret in answer.stdout + answer.stderr]
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file() and path.name != "lock"}
    assert set(modes.values()) == {0o600}


def test_every_process_finds_its_probes_address_in_its_settings_file(files):
    addresses = [files.read(process.service)[process.probes] for process in PROCESSES]
    assert len(set(addresses)) == len(PROCESSES)


def test_a_service_reaches_its_own_database_and_no_other(files):
    own = files.read("identity")["GUANZI_IDENTITY_DATABASE_URL"]
    with psycopg.connect(own) as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (n int)")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(f"{own.rpartition('/')[0]}/guanzi_registry")


def test_a_service_can_add_to_its_audit_records_but_never_rewrite_them(files):
    with psycopg.connect(files.read("registry")["GUANZI_REGISTRY_DATABASE_URL"], autocommit=True) as connection:
        for statement in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit", "DELETE FROM audit_seal", "TRUNCATE audit"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_a_service_publishes_its_events_and_may_configure_nothing(files):
    url = files.read("identity")["GUANZI_IDENTITY_AMQP_URL"]
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish("identity.events", "identity.organisation.registered.v1", b"{}")
        with pytest.raises(ChannelClosedByBroker, match="ACCESS_REFUSED"):
            channel.queue_declare("mine")
        channel = connection.channel()
        channel.confirm_delivery()
        with pytest.raises(ChannelClosedByBroker, match="ACCESS_REFUSED"):
            channel.basic_publish("registry.events", "registry.asset.registered.v1", b"{}")


def test_setup_declares_the_topology(installed, place):
    exchanges = {each["name"] for each in manage(place.management_url, "GET", f"exchanges/{place.name}")}
    queues = {each["name"]: each["type"] for each in manage(place.management_url, "GET", f"queues/{place.name}")}
    manifest = topology.load()
    assert {topology.events_of(service) for service in manifest.publishes} <= exchanges
    assert {topology.queue_of(consumer): "quorum" for consumer in manifest.follows}.items() <= queues.items()


def test_a_lost_settings_folder_is_made_again_with_new_passwords(private_postgres, existing, tmp_path):
    there = {**existing, "DATABASE_URL": private_postgres.url}
    for name in ("old", "new"):
        assert guanzi(tmp_path / name, "setup", **there).returncode == 0
    old, new = (SettingsFiles(tmp_path / name / "env").read("identity")["GUANZI_IDENTITY_DATABASE_URL"] for name in ("old", "new"))
    psycopg.connect(new).close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(old)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://root@host/db"), ("AMQP_URL", "http://host"), ("RABBITMQ_MANAGEMENT_URL", "x"),
        ("GUANZI_PORT", "99999"), ("DATA", "some"),
    ],
)
def test_a_faulty_setting_stops_the_command_with_the_variables_name(tmp_path, name, value):
    answer = guanzi(tmp_path / "var", "setup", **{name: value})
    assert answer.returncode != 0
    assert answer.stderr.startswith(f"{name}: ")
    assert "Traceback" not in answer.stderr


def test_an_unreachable_server_is_one_sentence(tmp_path):
    dead = {"DATABASE_URL": "postgresql://a:secret@127.0.0.1:1/x", "AMQP_URL": "amqp://a:secret@127.0.0.1:1/x"}
    answer = guanzi(tmp_path / "var", "setup", **dead)
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "secret" not in answer.stderr


def test_a_wrong_administrators_password_is_one_sentence(tmp_path, existing):
    wrong = existing["AMQP_URL"].replace(urlsplit(existing["AMQP_URL"]).password or "", "wrong")
    answer = guanzi(tmp_path / "var", "setup", **{**existing, "AMQP_URL": wrong})
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "wrong" not in answer.stderr


def test_without_a_platform_the_gateway_knows_none_and_setup_says_that_reports_wait(installed, files):
    assert "GUANZI_PLATFORM_URL" in installed[1].stdout
    assert "等待" in installed[1].stdout
    assert "GUANZI_PLATFORM_URL" not in files.read("gateway")


def test_a_platforms_address_and_secret_reach_the_gateway_and_a_missing_secret_is_one_sentence(existing, tmp_path):
    given = {**existing, "GUANZI_PLATFORM_URL": "https://platform.example/api"}
    refused = guanzi(tmp_path / "var", "setup", **given)
    assert refused.returncode == 1
    assert refused.stderr.startswith("guanzi: GUANZI_PLATFORM_SECRET")
    assert guanzi(tmp_path / "var", "setup", **given, GUANZI_PLATFORM_SECRET="agreed").returncode == 0
    told = SettingsFiles(tmp_path / "var" / "env").read("gateway")
    assert (told["GUANZI_PLATFORM_URL"], told["GUANZI_PLATFORM_SECRET"]) == ("https://platform.example/api", "agreed")


def test_a_store_that_the_environment_names_stays_with_its_keys_in_disposals_file_alone(existing, tmp_path):
    store = {
        "GUANZI_DISPOSAL_STORAGE_URL": "s3://papers/guanzi", "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "very-secret",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_REGION": "",
    }  # fmt: skip
    first = guanzi(tmp_path / "var", "setup", **existing, **store)
    assert first.returncode == 0, first.stderr
    assert "very-secret" not in first.stdout + first.stderr
    assert guanzi(tmp_path / "var", "setup", **existing).returncode == 0
    files = SettingsFiles(tmp_path / "var" / "env")
    assert {name: files.read("disposal").get(name, "") for name in store} == store
    assert not [name for name in files.read("registry") if name.startswith("AWS_")]


def test_photos_lie_in_a_folder_of_each_service_and_a_named_store_stays_with_its_keys(existing, tmp_path):
    assert guanzi(tmp_path / "var", "setup", **existing).returncode == 0
    files = SettingsFiles(tmp_path / "var" / "env")
    folders = {files.read(service)[f"GUANZI_{service.upper()}_STORAGE_URL"] for service in ("sharing", "labels", "disposal")}
    assert folders == {str(tmp_path / "var" / name) for name in ("pictures", "photos", "uploads")}
    store = {"GUANZI_SHARING_STORAGE_URL": "s3://photos/guanzi", "AWS_SECRET_ACCESS_KEY": "very-secret"}
    assert guanzi(tmp_path / "var", "setup", **existing, **store).returncode == 0
    assert guanzi(tmp_path / "var", "setup", **existing).returncode == 0
    assert store.items() <= files.read("sharing").items()
    assert "AWS_SECRET_ACCESS_KEY" not in files.read("labels")


def test_in_containers_each_service_is_handed_its_own_settings_and_keys_only(existing, tmp_path):
    folder = tmp_path / "var"
    assert guanzi(folder, "setup", **existing, GUANZI_LAYOUT="containers").returncode == 0
    for service in {process.service for process in PROCESSES}:
        handed = contents(folder / "handout" / service)
        keys = {"identity": {"keys/identity-public.json", "keys/identity-signing.json"}, "national": set()}
        assert set(handed) == {f"env/{service}.env"} | keys.get(service, {"keys/identity-public.json"})
    gateway = SettingsFiles(folder / "handout" / "gateway" / "env").read("gateway")
    assert gateway["GUANZI_GATEWAY_SHARING_ADDRESS"] == "sharing-server:50051"
    assert gateway["GUANZI_GATEWAY_DISPATCHER_ADDRESS"] == "gateway-dispatcher:50051"
    assert len(gateway["GUANZI_GATEWAY_WEBHOOK_KEYS"]) == 43  # 32 bytes, made here
    assert {gateway[process.probes] for process in PROCESSES if process.service == "gateway"} == {"0.0.0.0:9100"}
