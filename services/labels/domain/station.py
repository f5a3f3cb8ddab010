"""A print station (打印站): a small machine beside a printer, how it is enrolled, and how it does."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.chassis.errors import FieldFault, Invalid, NotFound, Refused
from services.labels.domain.template import Template

AWAY = timedelta(seconds=90)
CODE_HOLDS = timedelta(hours=24)
CODE_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ2346789"
"""Without those that are mistaken for each other: I 1 O 0 S 5."""
CODE_LENGTH = 12
DRIVERS = {"zpl": "ZPL 标签机", "tspl": "TSPL 标签机", "ipp": "办公打印机（IPP）", "folder": "文件夹（PDF）"}
LABEL_PRINTERS = frozenset({"zpl", "tspl"})
DENSITIES = (203, 300, 600)
TROUBLES = {
    "paper_out": "缺纸", "ribbon_out": "碳带用尽", "head_open": "打印头打开", "paused": "打印机暂停",
    "unreachable": "打印机连不上", "fault": "打印机故障",
}  # fmt: skip
STATES = {
    "enrolling": "等待登记", "ready": "就绪", "printing": "打印中", "holding": "等待处理", "away": "离线", "retired": "已停用",
}  # fmt: skip
_SOCKET = re.compile(r"[0-9A-Za-z.:\[\]_-]{1,200}:[0-9]{1,5}")
_IPP = re.compile(r"ipps?://[!-~]{1,300}")
_LONGEST_NAME, _LONGEST_PATH = 60, 300


@dataclass(frozen=True, slots=True)
class Printer:
    """How the station drives its printer."""

    driver: str
    address: str
    dpi: int
    rendering: str = "central"


@dataclass(frozen=True, slots=True)
class Station:
    """A station; `session` counts its starts within an enrolment, `told` what was sent to it."""

    id: str
    version: int
    unit_id: str
    unit_path: str
    name: str
    printer: Printer
    registered_by: str
    registered_at: datetime
    enrolment: int = 0
    code_digest: str | None = None
    code_lapses_at: datetime | None = None
    session: int = 0
    told: int = 0
    software: str = ""
    font: str = ""
    troubles: tuple[str, ...] = ()
    last_seen_at: datetime | None = None
    retired_at: datetime | None = None

    def awaiting(self, code_digest: str, at: datetime) -> "Station":
        """A new one-time code holds for a day; the enrolment that is goes on until it is used."""
        self._require_in_use()
        return replace(self, version=self.version + 1, code_digest=code_digest, code_lapses_at=at + CODE_HOLDS)

    def enrolled(self) -> "Station":
        """The code is used: reports under the enrolment before are not believed any more."""
        return replace(
            self, version=self.version + 1, enrolment=self.enrolment + 1, code_digest=None, code_lapses_at=None, session=0, troubles=(),
            last_seen_at=None,
        )

    def code_again(self, before: "Station") -> "Station":
        """The code that was used holds on: nobody got anything for it."""
        return replace(self, version=self.version + 1, code_digest=before.code_digest, code_lapses_at=before.code_lapses_at)

    def changed(self, name: str, printer: Printer) -> "Station":
        """It is called or driven otherwise from now on."""
        self._require_in_use()
        return replace(self, version=self.version + 1, name=checked_name(name), printer=checked(printer))

    def retired(self, at: datetime) -> "Station":
        """It prints no more; refuses what is retired already."""
        self._require_in_use()
        return replace(self, version=self.version + 1, retired_at=at, code_digest=None, code_lapses_at=None, troubles=(), session=0)

    def greeted(self, session: int, software: str, font: str) -> "Station":
        """It started."""
        return replace(self, session=session, software=software, font=font)

    def seen(self, at: datetime, troubles: tuple[str, ...] | None) -> "Station":
        """It said something; `troubles` is None where it did not look at its printer."""
        return replace(self, last_seen_at=at, troubles=self.troubles if troubles is None else troubles)

    def told_more(self) -> "Station":
        """Something more was sent to it."""
        return replace(self, told=self.told + 1)

    def believes(self, enrolment: str) -> bool:
        """Whether a report under this enrolment is from the station as it is."""
        return self.retired_at is None and enrolment == str(self.enrolment)

    @property
    def works(self) -> bool:
        """Whether labels can be handed out to it."""
        return self.retired_at is None and self.session > 0

    def state(self, at: datetime, held: int) -> str:
        """enrolling, ready, printing, holding, away or retired."""
        if self.retired_at is not None:
            return "retired"
        if self.enrolment == 0:
            return "enrolling"
        if self.last_seen_at is None or at - self.last_seen_at > AWAY:
            return "away"
        if self.troubles:
            return "holding"
        return "printing" if held else "ready"

    def require_fit(self, template: Template) -> None:
        """Refuse what this printer cannot print so that it can be read."""
        self._require_in_use()
        if template.stock.sheet is not None and self.printer.driver in LABEL_PRINTERS:
            message = f"模板“{template.name}”是整页标签，{DRIVERS[self.printer.driver]}只能打印卷装标签。"
            raise Refused("stock_unfit", message, remedy="请选择卷装模板，或选择连接办公打印机的打印站。")
        if self.printer.driver in LABEL_PRINTERS and self.printer.dpi < template.dpi:
            message = f"模板“{template.name}”须以不低于 {template.dpi} dpi 打印，打印站“{self.name}”为 {self.printer.dpi} dpi。"
            raise Refused("printer_too_coarse", message, remedy="请选择分辨率更高的打印站或其他模板。")

    def _require_in_use(self) -> None:
        if self.retired_at is not None:
            raise Refused("station_retired", f"打印站“{self.name}”已停用。", remedy="请选择或登记另一个打印站。")


def checked_name(name: str) -> str:
    """The name without blanks around it; Invalid where there is none or it is too long."""
    name = name.strip()
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise _invalid("name", "name_invalid", f"打印站名称应为 1 至 {_LONGEST_NAME} 个字。")
    return name


def checked(printer: Printer) -> Printer:
    """The printer as it is kept; Invalid where no station could drive it."""
    printer = replace(printer, address=printer.address.strip(), rendering=printer.rendering or "central")
    if printer.driver not in DRIVERS:
        raise _invalid("printer.driver", "driver_unknown", f"驱动只能是：{'、'.join(DRIVERS)}。")
    if printer.dpi not in DENSITIES:
        raise _invalid("printer.dpi", "dpi_unknown", "分辨率只能是 203、300 或 600 dpi。")
    if printer.rendering not in ("central", "station"):
        raise _invalid("printer.rendering", "rendering_unknown", "渲染方式只能是 central（中心）或 station（打印站）。")
    if not _addresses(printer):
        hint = {"ipp": "ipp://主机:端口/路径", "folder": "打印站上的文件夹路径"}.get(printer.driver, "主机:端口，如 192.168.1.20:9100")
        raise _invalid("printer.address", "address_malformed", f"打印机地址应为{hint}。")
    return printer


def _addresses(printer: Printer) -> bool:
    if printer.driver == "folder":
        return 1 <= len(printer.address) <= _LONGEST_PATH and printer.address.isprintable()
    return bool((_IPP if printer.driver == "ipp" else _SOCKET).fullmatch(printer.address))


def code_in_letters(text: str) -> str:
    """The letters of a code as somebody typed it: `abcd-efgh jklm` is ABCDEFGHJKLM."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def shown(code: str) -> str:
    """ABCD-EFGH-JKLM."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def station_not_found() -> NotFound:
    """The answer for a station that is not there, or out of reach."""
    return NotFound("station_not_found", "未找到该打印站，或它不在您的权限范围内。")


def _invalid(field: str, code: str, message: str) -> Invalid:
    return Invalid(code, message, faults=(FieldFault(field, code, message),))
