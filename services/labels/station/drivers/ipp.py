"""How office printers print: a PDF becomes an IPP job, whose state is asked until it is completed or given up by the printer."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from pyipp import IPP
from pyipp.enums import IppJobState, IppOperation, IppPrinterState
from pyipp.exceptions import IPPConnectionError, IPPError, IPPParseError

from services.labels.station.drivers import NONE, PRINTED, Outcome, Page, Result, Trouble, Troubles, UnknownPrinter, Watch

# How long a job may be out of sight before it counts as unknown.
LOST_LIMIT = 600.0
_ANSWER_LIMIT, _JOB_LIMIT = 10, 60
# busy, not accepting jobs, a temporary error: not now (RFC 8011, B.1.5)
_NOT_NOW = {0x0505, 0x0506, 0x0507}
_REASONS = {
    "media-empty": Trouble.PAPER_OUT, "media-needed": Trouble.PAPER_OUT, "media-jam": Trouble.FAULT,
    "marker-supply-empty": Trouble.RIBBON_OUT, "toner-empty": Trouble.RIBBON_OUT,
    "cover-open": Trouble.HEAD_OPEN, "door-open": Trouble.HEAD_OPEN, "interlock-open": Trouble.HEAD_OPEN,
    "paused": Trouble.PAUSED, "moving-to-paused": Trouble.PAUSED, "offline": Trouble.UNREACHABLE, "shutdown": Trouble.UNREACHABLE,
}
# says that a job waits, whatever the severity
_WAITS_FOR = {"media-needed", "paused"}
_GIVEN_UP = {IppJobState.CANCELED, IppJobState.ABORTED}


class IppPrinter:
    """An office printer at ipp://host:port/path."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"ipp", "ipps"} or not parts.hostname:
            raise UnknownPrinter(f"办公打印机地址应为 ipp://主机:端口/路径；现在是“{address}”")
        self._address = address

    def look(self) -> Troubles:
        """Ask for the printer's state and its reasons."""
        try:
            answer = self._ask(IppOperation.GET_PRINTER_ATTRIBUTES, {})
        except IPPConnectionError:
            return frozenset({Trouble.UNREACHABLE})
        except IPPError:
            return frozenset({Trouble.FAULT})
        return _troubles(_first(answer, "printers"))

    def print(self, pages: Sequence[Page], watch: Watch) -> list[Result]:
        """One job after the other."""
        return [self._print(page, watch) for page in pages]

    def close(self) -> None:
        """Nothing is held."""

    def _print(self, page: Page, watch: Watch) -> Result:
        attributes = {"job-name": page.name, "document-format": "application/pdf"}
        try:
            answer = self._ask(IppOperation.PRINT_JOB, {"operation-attributes-tag": attributes, "data": page.content}, _JOB_LIMIT)
        except IPPError as error:
            return _not_taken(error)
        job = _first(answer, "jobs").get("job-id")
        return Result(Outcome.UNKNOWN, "打印机没有给出作业编号") if job is None else self._await(int(job), watch)

    def _await(self, job: int, watch: Watch) -> Result:
        seen = time.monotonic()
        while True:
            state = self._state(job)
            seen = seen if state is None else time.monotonic()
            if state == IppJobState.COMPLETED:
                return PRINTED
            if state in _GIVEN_UP:
                return Result(Outcome.FAILED, "打印机取消了作业")
            if not watch(self.look()) or time.monotonic() - seen > LOST_LIMIT:
                return Result(Outcome.UNKNOWN, "作业交给打印机后不知道是否打出")
            time.sleep(0.2)

    def _state(self, job: int) -> int | None:
        """The job's state; None where the printer cannot be asked."""
        attributes = {"job-id": job, "requested-attributes": ["job-state"]}
        try:
            answer = self._ask(IppOperation.GET_JOB_ATTRIBUTES, {"operation-attributes-tag": attributes})
        except IPPError:
            return None
        state = _first(answer, "jobs").get("job-state")
        return None if state is None else int(state)

    def _ask(self, operation: IppOperation, message: dict[str, Any], seconds: int = _ANSWER_LIMIT) -> dict[str, Any]:
        """The printer's answer; raises IPPError, with what broke as its cause."""

        async def asked() -> dict[str, Any]:
            async with IPP(self._address, request_timeout=seconds) as ipp:
                return dict(await ipp.execute(operation, message))

        try:
            return asyncio.run(asked())
        except (aiohttp.ClientError, OSError) as error:
            raise IPPConnectionError(str(error)) from error


def _first(answer: dict[str, Any], group: str) -> dict[str, Any]:
    """The attributes of the one job or printer that an answer is about."""
    return next(iter(answer.get(group) or []), {})


def _troubles(printer: dict[str, Any]) -> Troubles:
    """Troubles of the printer's attributes. A warning of an empty tray holds nothing up: printers with two trays live with it for weeks."""
    reasons = printer.get("printer-state-reasons", [])
    reasons = [reasons] if isinstance(reasons, str) else reasons
    stopped = printer.get("printer-state") == IppPrinterState.STOPPED
    troubles = {trouble for reason in reasons if (trouble := _trouble(reason, stopped=stopped)) is not None}
    return frozenset(troubles or {Trouble.FAULT}) if stopped or troubles else NONE


def _trouble(reason: str, *, stopped: bool) -> Trouble | None:
    """The trouble that a reason names, such as `media-needed-warning`; without a suffix it is an error (RFC 8011, 5.4.12)."""
    name, _, severity = reason.rpartition("-")
    if severity not in {"error", "warning", "report"}:
        name, severity = reason, "error"
    return _REASONS.get(name) if stopped or severity == "error" or name in _WAITS_FOR else None


def _not_taken(error: IPPError) -> Result:
    """What became of a job that the printer did not confirm."""
    if isinstance(error.__cause__, aiohttp.ClientConnectorError):
        return Result(Outcome.NOT_BEGUN, "打印机连不上")
    if isinstance(error, (IPPConnectionError, IPPParseError)):
        return Result(Outcome.UNKNOWN, "发送作业时与打印机的连接中断")
    code = error.args[1].get("status-code") if len(error.args) > 1 else None
    return Result(Outcome.NOT_BEGUN, "打印机正忙") if code in _NOT_NOW else Result(Outcome.FAILED, "打印机没有接受作业")
