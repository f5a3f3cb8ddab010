"""Amounts in capital characters (大写金额), as vouchers write them."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def capital_amount(fen: int) -> str:
    """Fen in capital characters: 12345600 → 壹拾贰万叁仟肆佰伍拾陆元整; negative amounts begin with 负."""
    if fen < 0:
        return f"负{capital_amount(-fen)}"
    yuan, cents = divmod(fen, 100)
    jiao, rest = divmod(cents, 10)
    text = f"{_integer(yuan)}元" if yuan else ""
    if not cents:
        return f"{text or '零元'}整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif yuan:
        text += "零"
    return text + (f"{_DIGITS[rest]}分" if rest else "整")


def _integer(number: int) -> str:
    """A whole number below 10^16; groups of four digits, one 零 for any run of noughts between digits."""
    text, gap = "", False
    for index in range(len(_GROUPS) - 1, -1, -1):
        group = number // 10 ** (4 * index) % 10_000
        if not group:
            gap = gap or bool(text)
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += _group(group) + _GROUPS[index]
        gap = False
    return text


def _group(group: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        elif text:
            gap = True
    return text
