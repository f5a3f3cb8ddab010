"""Is a stock one that exists, and which of the usual ones is large enough?"""

from collections.abc import Iterator

from services.labels.domain.template import Sheet, Stock

USUAL_MM = ((50, 30), (60, 40), (70, 50), (100, 70))
_MARGIN_MM = 0.5
_SLACK_MM = 0.05


def smallest_usual(width_mm: float, height_mm: float) -> str:
    """A sentence: the smallest usual stock with room for so much and half a millimetre on every side, or that there is none."""
    for wide, high in USUAL_MM:
        if width_mm + 2 * _MARGIN_MM <= wide and height_mm + 2 * _MARGIN_MM <= high:
            return f"常用标签中最小放得下的是 {wide}×{high} mm。"
    return "常用标签（50×30、60×40、70×50、100×70 mm）都放不下，请改用二维码、更高密度的打印机或更短的编号。"


def faults(stock: Stock) -> Iterator[tuple[str, str]]:
    """Field and Chinese sentence of everything wrong with the stock."""
    if not (10 <= stock.width_mm <= 300 and 10 <= stock.height_mm <= 300):
        yield "stock.width_mm", "标签的宽和高须在 10 到 300 mm 之间。"
    if not 0 <= stock.gap_mm <= 30:
        yield "stock.gap_mm", "标签之间的间隔须在 0 到 30 mm 之间。"
    if stock.sheet is not None:
        yield from _sheet_faults(stock, stock.sheet)


def _sheet_faults(stock: Stock, sheet: Sheet) -> Iterator[tuple[str, str]]:
    if sheet.columns < 1 or sheet.rows < 1:
        yield "stock.sheet.columns", "每页至少一列一行。"
        return
    if min(sheet.margin_left_mm, sheet.margin_top_mm, sheet.gap_x_mm, sheet.gap_y_mm) < 0:
        yield "stock.sheet.margin_left_mm", "页边距和间隔不能小于零。"
    wide = sheet.margin_left_mm + sheet.columns * stock.width_mm + (sheet.columns - 1) * sheet.gap_x_mm
    high = sheet.margin_top_mm + sheet.rows * stock.height_mm + (sheet.rows - 1) * sheet.gap_y_mm
    if wide > sheet.page_width_mm + _SLACK_MM:
        yield "stock.sheet.columns", f"{sheet.columns} 列标签共宽 {wide:g} mm，超出页宽 {sheet.page_width_mm:g} mm。"
    if high > sheet.page_height_mm + _SLACK_MM:
        yield "stock.sheet.rows", f"{sheet.rows} 行标签共高 {high:g} mm，超出页高 {sheet.page_height_mm:g} mm。"
