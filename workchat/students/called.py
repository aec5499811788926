"""How several students are called in one sentence: by their first names, with more of the name where two share it."""

from collections.abc import Sequence

PARTICLES = frozenset({"da", "de", "do", "das", "dos", "e"})  # no name ends with one


def called(names: Sequence[str]) -> list[str]:
    """Ana, Pedro; but Ana Clara, Ana Beatriz. The very same whole name twice stays the first name."""
    words = [name.split() for name in names]
    return [_shortest(one, words[:n] + words[n + 1 :]) for n, one in enumerate(words)]


def _shortest(mine: list[str], others: list[list[str]]) -> str:
    for count in range(1, len(mine) + 1):
        start = mine[:count]
        if start[-1].lower() not in PARTICLES and all(other[:count] != start for other in others):
            return " ".join(start)
    return mine[0] if mine in others else " ".join(mine)
