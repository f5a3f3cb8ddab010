"""docker-compose.yml names every process of the list, keeps its doors shut, and finds its settings where `guanzi setup` puts them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from services.operations.places import PROBES_PORT, WEB_PORT
from services.operations.process_list import PROCESSES, SIMULATOR

ROOT = Path(__file__).parents[2]
KEEP_FILES = {"disposal-server", "labels-server"}
SERVERS = {"postgres", "rabbitmq"}
KEEP_FILES = {"disposal-server", "labels-server", "sharing-server"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return told


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = compose["services"]
    return found


def test_its_services_are_the_process_list_and_what_the_processes_stand_on(services):
    assert set(services) == {process.name for process in PROCESSES} | SERVERS | {"setup"}
    for process in PROCESSES:
        assert services[process.name]["command"] == ["run", process.name]


def test_each_process_waits_for_setup_is_asked_whether_it_is_ready_and_gets_its_services_settings_only(services):
    for process in PROCESSES:
        told = services[process.name]
        assert told["depends_on"] == {"setup": {"condition": "service_completed_successfully"}}
        assert f":{PROBES_PORT}/readyz" in told["healthcheck"]["test"][-1]
        assert told["volumes"][0] == f"{process.service}:/var/lib/guanzi:ro"
        assert told["volumes"][1:] == (["uploads:/var/lib/guanzi-uploads"] if process.name in KEEP_FILES else [])
        assert f"{process.service}:/var/lib/guanzi/handout/{process.service}" in services["setup"]["volumes"]


def test_setup_waits_until_both_servers_are_healthy(services):
    assert services["setup"]["depends_on"] == {name: {"condition": "service_healthy"} for name in SERVERS}
    assert services["setup"]["environment"]["GUANZI_LAYOUT"] == "containers"
    for name in SERVERS:
        assert services[name]["healthcheck"]["test"]


def test_only_the_gateways_port_is_published_and_on_loopback_unless_told_otherwise(services):
    ports = {name: told["ports"] for name, told in services.items() if "ports" in told}
    assert ports == {"gateway-web": [f"${{GUANZI_PUBLISHED_ON:-127.0.0.1}}:${{GUANZI_PORT:-8000}}:{WEB_PORT}"]}
    assert services["gateway-web"]["environment"]["GUANZI_GATEWAY_PUBLISHED_ON"] == "${GUANZI_PUBLISHED_ON:-127.0.0.1}"


def test_only_the_gateways_outer_processes_reach_beyond_the_installation(compose, services):
    assert compose["networks"]["inside"] == {"internal": True}
    assert {name for name, told in services.items() if told["networks"] != ["inside"]} == {"gateway-web", "gateway-dispatcher"}


def test_the_simulated_platform_runs_only_when_asked_for(services):
    assert [name for name, told in services.items() if "profiles" in told] == [SIMULATOR]
    assert services[SIMULATOR]["profiles"] == ["demo"]


def test_no_process_runs_with_more_rights_than_it_needs(services):
    for name in {process.name for process in PROCESSES} | {"setup"}:
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["security_opt"] == ["no-new-privileges:true"]
    assert re.search(r"^USER 10001:10001$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_there_is_no_secret_in_it_and_every_variable_is_explained(compose):
    text, example = ((ROOT / name).read_text(encoding="utf-8") for name in ("docker-compose.yml", ".env.example"))
    wanted = set(re.findall(r"\$\{(\w+)", text)) - {"GUANZI_VERSION"}
    given = dict(re.findall(r"^(\w+)=(.*)$", example, re.MULTILINE))
    assert set(given) == wanted
    assert not {name: value for name, value in given.items() if value and ("PASSWORD" in name or "SECRET" in name)}
    assert not re.findall(r"(?i)(?:password|secret|pass): (?!\$\{)\S+", text)


def test_the_image_makes_a_place_for_what_each_service_is_handed(compose):
    made = re.search(r"for each in ([a-z ]+); do", (ROOT / "Dockerfile").read_text())
    assert made is not None
    assert set(made[1].split()) == {process.service for process in PROCESSES}
