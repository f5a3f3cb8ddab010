"""How amounts are written in the sentences of the rules."""


def yuan(fen: int) -> str:
    """Fen as yuan: 1,234.56."""
    return f"{fen // 100:,}.{fen % 100:02d}"
