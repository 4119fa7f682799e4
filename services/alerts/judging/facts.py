"""Figures and names that stand in an alert's evidence, each with its Chinese label."""

from itertools import pairwise

from services.alerts.judging.look import Row
from services.contracts.events.structures import Evidence

NOTE_MAX = 300
WINDOWS_IN_WORDS = 7


def figure(
    name: str, zh: str, value: float | int | None, unit: str | None = None, note: str | None = None
) -> Evidence:
    """A number; `value` None says that it is not known."""
    return Evidence(name=name, label_zh=zh, value=value, unit=unit, note=note)


def named(name: str, zh: str, note: str | None) -> Evidence:
    """Something that is said in words: an id, a time, a list."""
    return Evidence(name=name, label_zh=zh, note=note[:NOTE_MAX] if note else note)


def known(*evidence: Evidence | None) -> list[Evidence]:
    """Without what is empty, at most 20."""
    full = [each for each in evidence if each is not None and (each.value is not None or each.note)]
    return full[:20]


def ratio(row: Row) -> list[Evidence]:
    """Numerator and denominator of a row that has them."""
    return known(
        figure("numerator", "分子", row.numerator),
        figure("denominator", "分母", row.denominator),
    )


def trend(row: Row | None) -> Evidence | None:
    """The last seven windows in words."""
    if row is None:
        return None
    values = [each for each in row.recent if each is not None][-WINDOWS_IN_WORDS:]
    if len(values) < 2:
        return None
    steps = ["升 up" if b > a else "降 down" if b < a else "平 flat" for a, b in pairwise(values)]
    text = "，".join(f"{value:g}" for value in values)
    return named("trend", "近7期走势", f"{text}（{'，'.join(steps)}）")
