"""What a station must not forget, as one value: pure, rebuilt from the journal's lines.

A label is `begun` before its first byte goes to the printer, `ended` once its outcome is known, and told in a report, which is
`waiting` until the broker has confirmed it.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Ended(NamedTuple):
    """What became of a label."""

    outcome: str
    reason: str = ""


@dataclass
class Ledger:
    """The station's memory; `version` is that of the last report, `session` that of the last start."""

    enrolment: int = 0
    session: int = 0
    version: int = 0
    begun: list[str] = field(default_factory=list)
    ended: dict[str, Ended] = field(default_factory=dict)
    waiting: dict[int, str] = field(default_factory=dict)
    # which labels' outcomes the waiting reports tell
    covered: dict[int, dict[str, Ended]] = field(default_factory=dict)

    def apply(self, line: dict[str, Any]) -> None:
        """Take one line of the journal; raises KeyError, TypeError or ValueError for anything else."""
        kind = line["is"]
        if kind not in _LINES:
            raise ValueError(kind)
        _LINES[kind](self, line)

    def _session(self, line: dict[str, Any]) -> None:
        self.session = int(line["number"])

    def _enrolled(self, line: dict[str, Any]) -> None:
        """A new enrolment counts its reports from 1; what was told and not confirmed is told again."""
        self.enrolment, self.version = int(line["number"]), 0
        untold = {name: ended for covered in self.covered.values() for name, ended in covered.items()}
        self.ended = {**untold, **self.ended}
        self.waiting, self.covered = {}, {}

    def _begun(self, line: dict[str, Any]) -> None:
        self.begun.extend(line["labels"])

    def _not_begun(self, line: dict[str, Any]) -> None:
        self.begun = [name for name in self.begun if name not in line["labels"]]

    def _ended(self, line: dict[str, Any]) -> None:
        for name, outcome, reason in line["labels"]:
            self.ended[name] = Ended(outcome, reason)
        self.begun = [name for name in self.begun if name not in self.ended]

    def _report(self, line: dict[str, Any]) -> None:
        self.version = int(line["version"])
        self.waiting[self.version] = line["body"]
        self.covered[self.version] = {name: Ended(outcome, reason) for name, outcome, reason in line["covers"]}
        for name, ended in self.covered[self.version].items():
            if self.ended.get(name) == ended:
                del self.ended[name]

    def _confirmed(self, line: dict[str, Any]) -> None:
        self.waiting.pop(line["version"], None)
        self.covered.pop(line["version"], None)

    def lines(self) -> list[dict[str, Any]]:
        """The shortest journal that says the same."""
        lines: list[dict[str, Any]] = [
            {"is": "enrolled", "number": self.enrolment}, {"is": "session", "number": self.session},
            {"is": "ended", "labels": _flat(self.ended)},
        ]
        if not self.waiting:
            lines.append({"is": "version", "number": self.version})
        for version, body in self.waiting.items():
            lines.append({"is": "report", "version": version, "body": body, "covers": _flat(self.covered[version])})
        return [*lines, {"is": "begun", "labels": self.begun}]

    def _version(self, line: dict[str, Any]) -> None:
        self.version = int(line["number"])


def _flat(labels: dict[str, Ended]) -> list[tuple[str, str, str]]:
    return [(name, *ended) for name, ended in labels.items()]


_LINES = {
    "session": Ledger._session, "enrolled": Ledger._enrolled, "begun": Ledger._begun, "ended": Ledger._ended,  # noqa: SLF001
    "not_begun": Ledger._not_begun,  # noqa: SLF001
    "report": Ledger._report, "confirmed": Ledger._confirmed, "version": Ledger._version,  # noqa: SLF001
}
