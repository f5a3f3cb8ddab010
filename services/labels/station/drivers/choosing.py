"""Which driver belongs to a printer as it is configured."""

from services.labels.station.drivers import Driver, UnknownPrinter
from services.labels.station.drivers.folder import FolderPrinter
from services.labels.station.drivers.raw import RawPrinter
from services.labels.station.drivers.tspl import Tspl
from services.labels.station.drivers.zpl import Zpl

DRIVERS = ("zpl", "tspl", "ipp", "folder")


def driver_of(name: str, address: str) -> Driver:
    """The driver, not yet connected; raises UnknownPrinter."""
    match name:
        case "zpl":
            return RawPrinter(address, Zpl())
        case "tspl":
            return RawPrinter(address, Tspl())
        case "folder":
            return FolderPrinter(address)
        case "ipp":
            return _ipp(address)
    raise UnknownPrinter(f"不认识的打印机类型“{name}”，可用的有：{'、'.join(DRIVERS)}")


def _ipp(address: str) -> Driver:
    try:
        from services.labels.station.drivers.ipp import IppPrinter  # noqa: PLC0415  # pyipp is needed for office printers alone
    except ImportError:
        raise UnknownPrinter("办公打印机（ipp）需要先安装 pyipp：pip install pyipp") from None
    return IppPrinter(address)
