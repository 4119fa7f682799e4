"""Figures that must come of a data set, and how rows of the product are held against them, exactly."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

Scope = tuple[tuple[str, str], ...]
FINE = ("pulse", "minute", "hour")


class Key(NamedTuple):
    """Which figure: a rolling window is named by its length, `start` is the window's local begin.

    Of an hour or less `start` is `YYYY-MM-DDTHH:MM`, else the date: where clocks change at midnight a day begins later.
    """

    metric: str
    window: str
    scope: Scope
    start: str


class Said(NamedTuple):
    """What the product said of a figure."""

    value: int | float | None
    numerator: int | None = None
    denominator: int | None = None
    label: str | None = None
    parts: Mapping[str, object] | None = None


Found = Mapping[Key, Said]
Check = Callable[[datetime, Found], list[str]]


class Expected(NamedTuple):
    """A figure as published: a whole number, or a fraction as numerator `value` and its denominator.

    With `until` it is the sum over all windows that start in [start, until). `printed` is the published ratio as
    text: the exact fraction must lie within half a unit of its last digit. `label` is a state. A `value` of None
    says that there is no such figure, or a null one.
    """

    metric: str
    window: str
    start: str
    value: int | None
    denominator: int | None = None
    scope: Scope = ()
    until: str = ""
    printed: str = ""
    label: str | None = None


def differences(found: Found, expected: Iterable[Expected]) -> list[str]:
    """A sentence for each figure that the product says otherwise than published."""
    windows: dict[tuple[str, str, Scope], list[Key]] = {}
    for key in found:
        windows.setdefault(key[:3], []).append(key)
    return [words for each in expected for words in _differences(found, windows, each)]


def _differences(
    found: Found, windows: Mapping[tuple[str, str, Scope], list[Key]], wanted: Expected
) -> Iterable[str]:
    said = _said(found, windows, wanted)
    got = None if said is None else (said.value if wanted.denominator is None else said.numerator)
    if wanted.label is not None:
        got, want = None if said is None else said.label, wanted.label
    else:
        want = wanted.value
    if got != want:
        yield f"{_name(wanted)}: {got!r} instead of {want!r}"
    elif wanted.denominator is not None:
        assert said is not None
        if said.denominator != wanted.denominator:
            yield f"{_name(wanted)}: over {said.denominator!r} instead of {wanted.denominator!r}"
        elif said.value != shown(said.numerator, said.denominator):
            yield f"{_name(wanted)}: shown as {said.value!r}"
        elif wanted.printed and not is_printed(wanted.value or 0, wanted.denominator, wanted.printed):
            yield f"{_name(wanted)}: {wanted.value}/{wanted.denominator} is not {wanted.printed}"


def shown(numerator: int | None, denominator: int | None) -> float | None:
    """How a row shows a fraction: half-up to 6 decimals, nothing over nothing (metrics.md M0)."""
    if numerator is None or not denominator:
        return None
    millionths = Fraction(numerator * 1_000_000, denominator)
    sign = -1 if millionths < 0 else 1
    return sign * int(abs(millionths) + Fraction(1, 2)) / 1_000_000


def is_printed(numerator: int, denominator: int, printed: str) -> bool:
    """Whether a text is the fraction, rounded to the digits that it has."""
    exponent = Decimal(printed).as_tuple().exponent
    assert isinstance(exponent, int)
    half = Fraction(Decimal(1).scaleb(exponent)) / 2
    return abs(Fraction(numerator, denominator) - Fraction(printed)) <= half


def _said(
    found: Found, windows: Mapping[tuple[str, str, Scope], list[Key]], wanted: Expected
) -> Said | None:
    start = begin(wanted.window, wanted.start)
    if not wanted.until:
        return found.get(Key(wanted.metric, wanted.window, wanted.scope, start))
    keys = windows.get((wanted.metric, wanted.window, wanted.scope), [])
    parts = [found[key] for key in keys if start <= key.start < begin(wanted.window, wanted.until)]
    if not parts:
        return None
    value = sum(int(part.value or 0) for part in parts) if wanted.denominator is None else None
    numerator, denominator = sum(p.numerator or 0 for p in parts), sum(p.denominator or 0 for p in parts)
    return Said(value if wanted.denominator is None else shown(numerator, denominator), numerator, denominator)


def begin(window: str, start: str) -> str:
    """The begin of a window in a key, from a local moment as text."""
    return start.replace(" ", "T")[: 16 if window in FINE else 10]


def _name(wanted: Expected) -> str:
    narrowed = "".join(f" {name}={value}" for name, value in wanted.scope)
    until = f" until {wanted.until}" if wanted.until else ""
    return f"{wanted.metric} of the {wanted.window} from {wanted.start}{until}{narrowed}"
