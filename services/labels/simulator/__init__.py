"""How a label printer behaves towards its host, for demonstrations, tests and measurements: a TCP 9100 printer that speaks ZPL or TSPL.

It keeps each label it has printed completely, prints slowly where told to, and gets into every trouble a real one knows.
"""

from services.labels.simulator.printer import LabelPrinter

__all__ = ["LabelPrinter"]
