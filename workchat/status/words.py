"""Amounts as people say them: 3 respostas, 53 GB, há 2 h."""

from datetime import timedelta

from workchat.text.durations import spoken

UNITS = (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("KB", 1e3))


def size_words(size: int | None) -> str:
    """53 GB, 1,5 MB, 609 bytes."""
    size = size or 0
    for unit, each in UNITS:
        if size >= each:
            amount = f"{size / each:.{0 if size >= 10 * each else 1}f}".removesuffix(".0")
            return f"{amount} {unit}".replace(".", ",")
    return f"{size} byte{'s' if size != 1 else ''}"


def count_words(count: int, one: str, many: str) -> str:
    """1 resposta, 12.400 respostas."""
    return f"{count:,} {one if count == 1 else many}".replace(",", ".")


def span_words(span: timedelta) -> str:
    """How long something lasts, in whole minutes (days from the second on): 12 min, 2 h 40 min, 3 dias."""
    if span >= timedelta(days=2):
        return f"{span.days} dias"
    minutes = int(max(span, timedelta(0)).total_seconds() // 60)
    return spoken(timedelta(minutes=minutes)) if minutes else "menos de um minuto"
