"""What a text must not do in a spreadsheet: become a formula that runs on somebody's machine."""

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def defused(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula; a lone sign is none."""
    return f"'{text}" if len(text) > 1 and text.startswith(_STARTS) else text
