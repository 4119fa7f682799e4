"""Splits a target to departments, persons, traffic sources and items (planning.md P8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from services.planner.split import split

SALES_OWNER = "OPS"
REST = "rest"


class Role(msgspec.Struct, frozen=True):
    """An active role of a department; a person may hold several."""

    role_id: str
    department: str
    person_id: str


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """What the shop has set by `plan.share.set`; an absent dimension takes the usual split."""

    departments: Mapping[str, int] = msgspec.field(default_factory=dict)
    sources: Mapping[str, int] = msgspec.field(default_factory=dict)
    items: Mapping[str, int] = msgspec.field(default_factory=dict)
    persons: Mapping[str, Mapping[str, int]] = msgspec.field(default_factory=dict)


def departments(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """By the shop's weights, else all of it to the department that owns sales."""
    return split(total, weights or {SALES_OWNER: 1})


def sources(total: int, weights: Mapping[str, int], sold: Mapping[str, int]) -> dict[str, int]:
    """By the shop's weights, else by the GMV `sold` per source over the last 28 final days; none known, none split."""
    return split(total, weights or {source: amount for source, amount in sold.items() if amount > 0})


def items(
    total: int, weights: Mapping[str, int], sold: Mapping[str, int], main_items: Sequence[str], all_sold: int
) -> dict[str, int]:
    """By the shop's weights, else main items by name and everything else as `rest`, by the GMV of 28 final days.

    `all_sold` is the shop's GMV of the same days, which the items' own never pass.
    """
    if weights:
        return split(total, weights)
    if all_sold <= 0:
        return {}
    named = {item: max(0, sold.get(item, 0)) for item in main_items}
    return split(total, {**named, REST: max(0, all_sold - sum(named.values()))})


def persons(total: int, roles: Sequence[Role], weights: Mapping[str, int]) -> dict[str, int]:
    """A department's target over its people: by weights, else equally over its roles; two roles bring their sum."""
    if weights:
        return split(total, weights)
    by_role = split(total, {role.role_id: 1 for role in roles})
    shares: dict[str, int] = {}
    for role in roles:
        shares[role.person_id] = shares.get(role.person_id, 0) + by_role[role.role_id]
    return shares


def all_persons(
    by_department: Mapping[str, int], roles: Sequence[Role], weights: Mapping[str, Mapping[str, int]]
) -> dict[tuple[str, str], int]:
    """Every department's target over its people, by (department, person)."""
    return {
        (department, person): amount
        for department, total in by_department.items()
        for person, amount in persons(
            total, [role for role in roles if role.department == department], weights.get(department, {})
        ).items()
    }


def main_items(declared: Sequence[str], sold: Mapping[str, int]) -> tuple[str, ...]:
    """The shop's own list, else the one item that sold most in the last 30 days."""
    if declared:
        return tuple(declared)
    best = max(sold, key=lambda item: (sold[item], item), default=None)
    return (best,) if best is not None and sold[best] > 0 else ()
