"""Why a day ended where it did: the gap to target by traffic source and factor (planning.md P7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

import msgspec

from services.planner.split import round_to_sum

Factor = Literal["visitors", "conversion", "value_per_buyer"]
FACTORS: tuple[Factor, ...] = ("visitors", "conversion", "value_per_buyer")
LETTERS: dict[Factor, str] = {"visitors": "V", "conversion": "C", "value_per_buyer": "A"}
UNATTRIBUTED = "unattributed"
ZERO = Fraction(0)


class Side(msgspec.Struct, frozen=True):
    """One side of a source, planned or actual: exact visitors, buyers and GMV; visitors are never under buyers."""

    visitors: Fraction = ZERO
    buyers: Fraction = ZERO
    gmv: Fraction = ZERO

    @property
    def conversion(self) -> Fraction | None:
        """Buyers per visitor; None without visitors."""
        return self.buyers / self.visitors if self.visitors else None

    @property
    def value_per_buyer(self) -> Fraction | None:
        """GMV per buyer; None without buyers."""
        return self.gmv / self.buyers if self.buyers else None


class Part(msgspec.Struct, frozen=True):
    """The contribution of one factor: as printed (minor units) and before rounding."""

    contribution: int
    exact: Fraction


class SourceGap(msgspec.Struct, frozen=True, kw_only=True):
    """One source: both sides and what each factor contributed; `contribution` is their sum."""

    traffic_source: str
    plan: Side
    actual: Side
    parts: Mapping[Factor, Part]

    @property
    def contribution(self) -> int:
        """What the source brought beyond its plan, as printed."""
        return sum(part.contribution for part in self.parts.values())


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """The whole gap: all sources and `unattributed` add up to actual - target, printed numbers too."""

    target: int
    actual: int
    sources: tuple[SourceGap, ...]
    unattributed: int = 0

    @property
    def gap(self) -> int:
        """Actual - target."""
        return self.actual - self.target


def side(visitors: int, buyers: int, gmv: int) -> Side:
    """What was counted of a source; who pays has visited."""
    return Side(Fraction(max(visitors, buyers)), Fraction(buyers), Fraction(gmv))


def diagnose(target: int, actual: int, plan: Mapping[str, Side], came: Mapping[str, Side]) -> Diagnosis:
    """The gap of a day by source and factor, largest source first; what no source explains is `unattributed`.

    `plan` and `came` hold the sides of each source; a source on one side only is compared with nothing.
    """
    exact = {
        source: contributions(plan.get(source, Side()), came.get(source, Side())) for source in {*plan, *came}
    }
    rounded = _rounded(target, actual, exact)
    gaps = [
        SourceGap(
            traffic_source=source,
            plan=plan.get(source, Side()),
            actual=came.get(source, Side()),
            parts={
                factor: Part(rounded[f"{source}.{LETTERS[factor]}"], value) for factor, value in parts.items()
            },
        )
        for source, parts in exact.items()
    ]
    gaps.sort(key=lambda gap: (-abs(gap.contribution), gap.traffic_source))
    return Diagnosis(target=target, actual=actual, sources=tuple(gaps), unattributed=rounded[UNATTRIBUTED])


def contributions(plan: Side, actual: Side) -> dict[Factor, Fraction]:
    """The Shapley values of visitors, conversion and value per buyer, exact; they add up to V C A - V0 C0 A0."""
    zero, one = _comparable(plan, actual)
    values = {}
    for place, factor in enumerate(FACTORS):
        y, z = (one[other] for other in range(3) if other != place)
        y0, z0 = (zero[other] for other in range(3) if other != place)
        weight = (2 * y0 * z0 + y * z0 + y0 * z + 2 * y * z) / 6
        values[factor] = (one[place] - zero[place]) * weight
    return values


def _comparable(plan: Side, actual: Side) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    """(V0, C0, A0) and (V, C, A), where a missing ratio takes the other side's (the zero cases of P7)."""
    c0, a0, c, a = plan.conversion, plan.value_per_buyer, actual.conversion, actual.value_per_buyer
    planned_c, planned_a = (c, a) if c0 is None else (c0, a if a0 is None else a0)
    actual_c, actual_a = (c0, a0) if c is None else (c, a0 if a is None else a)
    return (
        (plan.visitors, planned_c or ZERO, planned_a or ZERO),
        (actual.visitors, actual_c or ZERO, actual_a or ZERO),
    )


def _rounded(target: int, actual: int, exact: Mapping[str, Mapping[Factor, Fraction]]) -> dict[str, int]:
    """Whole numbers by `source.letter` and for the rest, with the same sum as the gap (P2)."""
    named = {
        f"{source}.{LETTERS[factor]}": value
        for source, parts in exact.items()
        for factor, value in parts.items()
    }
    rest = Fraction(actual - target) - sum(named.values(), ZERO)
    return round_to_sum({**named, UNATTRIBUTED: rest})


class Cause(msgspec.Struct, frozen=True):
    """The one source and factor that a sentence names, with its contribution; no factor for what is unattributed."""

    traffic_source: str
    factor: Factor | None
    contribution: int


CLOSE = Fraction(9, 10)  # within 10 % of the largest, traffic is named before the others


def leading(diagnosis: Diagnosis, sign: int) -> Cause | None:
    """The largest gain (`sign` 1) or loss (-1) among all factors; traffic first among those about as large."""
    causes = [cause for cause in _causes(diagnosis.sources) if cause.contribution * sign > 0]
    if diagnosis.unattributed * sign > 0:
        causes.append(Cause(UNATTRIBUTED, None, diagnosis.unattributed))
    if not causes:
        return None
    most = max(abs(cause.contribution) for cause in causes)
    close = [cause for cause in causes if abs(cause.contribution) >= CLOSE * most]
    return min(
        close, key=lambda cause: (cause.factor != "visitors", -abs(cause.contribution), cause.traffic_source)
    )


def _causes(sources: Sequence[SourceGap]) -> list[Cause]:
    return [
        Cause(gap.traffic_source, factor, part.contribution)
        for gap in sources
        for factor, part in gap.parts.items()
    ]
