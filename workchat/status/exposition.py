"""Writes measures down as Prometheus reads them (text format 0.0.4). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Sample = tuple[dict[str, object], float]  # (labels, value)


@dataclass(frozen=True)
class Measure:
    """One gauge with all its samples. `name` without our prefix; `help` in English, as monitoring tools are."""

    name: str
    help: str
    samples: tuple[Sample, ...]


def exposition(measures: Iterable[Measure]) -> str:
    """The whole answer. A measure without samples is left out: nothing is known of it."""
    return "".join(_written(measure) for measure in measures if measure.samples)


def _written(measure: Measure) -> str:
    name = f"workchat_{measure.name}"
    lines = [f"# HELP {name} {_escaped(measure.help)}", f"# TYPE {name} gauge"]
    lines += [f"{name}{_labels(labels)} {_number(value)}" for labels, value in measure.samples]
    return "\n".join(lines) + "\n"


def _labels(labels: dict[str, object]) -> str:
    pairs = [f'{name}="{_escaped(str(value), quotes=True)}"' for name, value in labels.items()]
    return f"{{{','.join(pairs)}}}" if pairs else ""


def _escaped(text: str, quotes: bool = False) -> str:
    """Prometheus: backslash and line feed in both, the double quote in a label only."""
    text = text.replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace('"', '\\"') if quotes else text


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.3f}"
