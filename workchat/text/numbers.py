"""Numbers as people in Brazil write them."""


def dotted(number: int) -> str:
    """1000 -> "1.000"."""
    return f"{number:,}".replace(",", ".")
