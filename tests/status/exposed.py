"""Reads Prometheus' text format as strictly as a monitoring system does."""

import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(\{{{LABEL}(?:,{LABEL})*\}})? (-?\d+(?:\.\d+)?)")
DECLARED = re.compile(rf"# (HELP|TYPE) ({NAME}) (.+)")


def exposed(text: str) -> dict[str, float]:
    """`name{labels}` -> value. Each metric is declared once, right before its samples, and no sample comes twice."""
    values, declared, current = {}, set(), ""
    assert text.endswith("\n")
    for line in text.splitlines():
        if found := DECLARED.fullmatch(line):
            word, current, said = found.groups()
            assert (word, current) not in declared, line
            assert word == "HELP" or said == "gauge"
            declared.add((word, current))
            continue
        name, labels, value = (SAMPLE.fullmatch(line) or _wrong(line)).groups()
        assert name == current and {("HELP", name), ("TYPE", name)} <= declared, line
        assert name + (labels or "") not in values, line
        values[name + (labels or "")] = float(value)
    return values


def _wrong(line: str):
    raise AssertionError(f"no monitoring system reads {line!r}")
