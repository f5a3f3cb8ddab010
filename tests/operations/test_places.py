"""Where processes listen: never two at one port, not even when chance would have it so."""

import pytest

from services.operations import places, settings_files
from services.operations.process_list import OWNERS, PROCESSES
from services.operations.settings_files import SettingsFiles


def test_no_port_is_given_twice_though_chance_names_it_twice(tmp_path, monkeypatch: pytest.MonkeyPatch):
    ports = iter(port for port in range(20000, 21000) for _ in range(3))
    for module in (places, settings_files):
        monkeypatch.setattr(module, "free_port", lambda: next(ports))
    machine = places.places_of("machine", SettingsFiles(tmp_path))
    given = [machine.web(20001), *map(machine.grpc, OWNERS), *map(machine.probes, PROCESSES)]
    assert given[0] == "127.0.0.1:20001"
    assert len(set(given)) == 1 + len(OWNERS) + len(PROCESSES)


def test_in_containers_everybody_listens_at_the_same_ports_and_is_found_by_name(tmp_path):
    containers = places.places_of("containers", SettingsFiles(tmp_path))
    assert {containers.probes(process) for process in PROCESSES} == {"0.0.0.0:9100"}
    assert containers.asked("registry", containers.grpc("registry")) == "registry-server:50051"
    assert containers.asked("gateway", containers.grpc("gateway")) == "gateway-dispatcher:50051"
    assert containers.simulator("0.0.0.0:9100") == "national-simulator:9100"
