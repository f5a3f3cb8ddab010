"""What print stations (打印站) look like, and how one is enrolled."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

from services.gateway.api.models.label_templates import Dpi
from services.gateway.api.values import Asked, Name, OrganisationId, Said


class Printer(Asked):
    """How the station drives its printer: `address` is host:port (zpl, tspl), ipp://host:port/path, or a folder at the station."""

    driver: Literal["zpl", "tspl", "ipp", "folder"]
    address: Name
    dpi: Dpi = 203
    rendering: Literal["central", "station"] = "central"


class SaidPrinter(Said):
    """How the station drives its printer."""

    driver: str
    address: str
    dpi: int
    rendering: str


class Station(Said):
    """A print station as it is now; `troubles` is empty while all is well."""

    id: str
    version: int
    budget_code: str
    unit_name: str
    name: str
    printer: SaidPrinter | None
    state: str
    state_name: str
    troubles: list[str]
    last_seen_at: datetime | None
    claimed: int
    queued: int
    printed_today: int
    software: str


class Stations(Said):
    """The stations of the caller's posts."""

    items: list[Station]


class StationsQuery(Asked):
    """Whether retired ones are listed, too."""

    with_retired: bool = False


class RegisterStation(Asked):
    """A new station; without `unit`, that of the caller's post."""

    unit: OrganisationId | None = None
    name: Name
    printer: Printer


class ChangeStation(Asked):
    """Another name, another printer."""

    name: Name
    printer: Printer


class Enrolment(Said):
    """The one-time code, shown once."""

    enrolment_code: str
    code_lapses_at: datetime | None


class Registered(Enrolment):
    """The station and its one-time code."""

    station: Station


class Enrol(Asked):
    """The one-time code, as the station was told it."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z -]+$")]


class Enrolled(Said):
    """What the station needs to hear of its labels; the address holds its password and is told once."""

    station_id: str
    name: str
    amqp_url: str
    queue: str
    exchange: str
    enrolment: int
