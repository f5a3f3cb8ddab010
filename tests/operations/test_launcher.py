"""What a process is started with: its service's settings file first, further settings of its own service, nothing of another's."""

import pytest

from services.operations.launcher import environment
from services.operations.process_list import process_named
from services.operations.settings_files import SettingsFiles


def test_a_process_takes_its_own_services_settings_and_the_file_comes_first(tmp_path, monkeypatch: pytest.MonkeyPatch):
    SettingsFiles(tmp_path / "env").write("gateway", {"GUANZI_GATEWAY_GRPC_ADDRESS": "127.0.0.1:1"})
    monkeypatch.setenv("GUANZI_GATEWAY_GRPC_ADDRESS", "127.0.0.1:2")
    monkeypatch.setenv("GUANZI_GATEWAY_DRAIN_SECONDS", "7")
    monkeypatch.setenv("GUANZI_IDENTITY_SIGNING_KEY", "not for the gateway")
    monkeypatch.setenv("GUANZI_PLATFORM_SECRET", "of another installation")
    monkeypatch.setenv("DATABASE_URL", "an administrator's")
    found = environment(tmp_path, process_named("gateway-web"))
    assert {name: value for name, value in found.items() if name.startswith("GUANZI_") or name == "DATABASE_URL"} == {
        "GUANZI_GATEWAY_GRPC_ADDRESS": "127.0.0.1:1", "GUANZI_GATEWAY_DRAIN_SECONDS": "7",
    }


def test_the_keys_of_the_store_reach_disposal_and_nobody_else(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
    assert environment(tmp_path, process_named("disposal-server"))["AWS_SECRET_ACCESS_KEY"] == "very-secret"
    assert "AWS_SECRET_ACCESS_KEY" not in environment(tmp_path, process_named("registry-server"))
