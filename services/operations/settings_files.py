"""How a service's settings file is read and written: `NAME=value` lines, readable by its owner only, values kept where possible."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.operations.processes import free_port, port_is_free, private_file, private_folder


@dataclass(frozen=True, slots=True)
class SettingsFiles:
    """The folder with one settings file per service."""

    folder: Path

    def read(self, service: str) -> dict[str, str]:
        """The settings of a service; empty when there are none yet."""
        path = self.folder / f"{service}.env"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return {name: value for name, _, value in (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))}

    def write(self, service: str, settings: Mapping[str, str]) -> None:
        """Write the file unless it already says exactly this."""
        private_folder(self.folder)
        if self.read(service) != dict(settings):
            private_file(self.folder / f"{service}.env", "".join(f"{name}={value}\n" for name, value in settings.items()))

    def address(self, service: str, name: str, *, wanted_port: int = 0) -> str:
        """The loopback address of this name: the one of last time while nobody else listens there, else a free one."""
        if wanted_port:
            return f"127.0.0.1:{wanted_port}"
        known = self.read(service).get(name, "")
        port = known.rpartition(":")[2]
        return known if port.isdigit() and port_is_free(int(port)) else f"127.0.0.1:{free_port()}"

    def everything(self) -> dict[str, str]:
        """The settings of all services, for an administrator's commands."""
        files = sorted(self.folder.glob("*.env")) if self.folder.is_dir() else []
        return {name: value for file in files for name, value in self.read(file.stem).items()}
