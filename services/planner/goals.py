"""The plan as goals: each period of the tree, and its split to departments, persons, sources and items (P1, P8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256

import msgspec

from services.contracts.vocabulary import GoalLevel
from services.planner import periods, shares
from services.planner.cascade import Node
from services.planner.settled import Settled


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """One goal; `scope` is empty for the shop's own periods."""

    level: GoalLevel
    period: str
    baseline: int
    current: int
    scope: Mapping[str, str] = msgspec.field(default_factory=dict)
    shortfall: int = 0
    is_unreachable: bool = False
    remaining: int | None = None
    baseline_left: int | None = None

    @property
    def scope_text(self) -> str:
        """The scope as canonical JSON."""
        return msgspec.json.encode(self.scope, order="deterministic").decode()

    @property
    def key(self) -> tuple[str, str, str]:
        """What the goal is about."""
        return self.level, self.period, self.scope_text

    @property
    def numbers(self) -> tuple[int, int, int, bool]:
        """What is published of it."""
        return self.baseline, self.current, self.shortfall, self.is_unreachable


class Sales(msgspec.Struct, frozen=True, kw_only=True):
    """What the last 28 final days brought, in the unit of the plan: by source, by item, and in all."""

    by_source: Mapping[str, int]
    by_item: Mapping[str, int]
    main_items: tuple[str, ...]
    whole: int


def of_tree(nodes: Mapping[str, Node]) -> list[Goal]:
    """Every period, parents first; a begun day's current is what it is judged by."""
    found = [
        Goal(
            level=periods.level_of(node.period),
            period=node.period,
            baseline=node.baseline,
            current=node.target if node.is_frozen and len(node.period) == 10 else node.current,
            shortfall=node.shortfall,
            is_unreachable=node.is_unreachable,
            remaining=node.remaining,
            baseline_left=node.baseline_left,
        )
        for node in nodes.values()
    ]
    return sorted(found, key=lambda goal: (periods.LEVELS.index(periods.level_of(goal.period)), goal.period))


def shared(node: Node, settled: Settled, sales: Sales) -> Iterator[Goal]:
    """One period split four ways; each way adds up to the period, baseline and current alike."""
    current = node.target if node.is_frozen and len(node.period) == 10 else node.current
    weights = settled.weights

    def ways(split: Callable[[int], dict[str, int]], level: GoalLevel, key: str) -> Iterator[Goal]:
        now = split(current)
        for name, amount in split(node.baseline).items():
            yield Goal(
                level=level, period=node.period, baseline=amount, current=now.get(name, 0), scope={key: name}
            )

    yield from ways(lambda whole: shares.departments(whole, weights.departments), "department", "department")
    yield from ways(
        lambda whole: shares.sources(whole, weights.sources, sales.by_source),
        "traffic_source",
        "traffic_source",
    )
    yield from ways(
        lambda whole: shares.items(whole, weights.items, sales.by_item, sales.main_items, sales.whole),
        "item",
        "item_id",
    )
    yield from _persons(node, current, settled)


def _persons(node: Node, current: int, settled: Settled) -> Iterator[Goal]:
    weights = settled.weights

    def split(whole: int) -> dict[tuple[str, str], int]:
        by_department = shares.departments(whole, weights.departments)
        return shares.all_persons(by_department, settled.roles, weights.persons)

    now = split(current)
    for (department, person), amount in split(node.baseline).items():
        scope = {"department": department, "person_id": person}
        yield Goal(
            level="person",
            period=node.period,
            baseline=amount,
            current=now.get((department, person), 0),
            scope=scope,
        )


def dropped(known: Iterable[tuple[str, str, str]], wanted: Iterable[Goal]) -> list[Goal]:
    """Goals of the same periods that nobody carries any more: they are said once more, with nothing."""
    kept = {goal.key for goal in wanted}
    shared_periods = {goal.period for goal in wanted if goal.scope}
    gone = [key for key in known if key not in kept and key[2] != "{}" and key[1] in shared_periods]
    return [
        Goal(
            level=level,  # type: ignore[arg-type]  # it was published as a level
            period=period,
            baseline=0,
            current=0,
            scope=msgspec.json.decode(scope, type=dict[str, str]),
        )
        for level, period, scope in sorted(gone)
    ]


def identity(plan_id: str, wanted: Iterable[Goal]) -> str:
    """The id of a cascade: the same plan and the same shares give the same id."""
    told = [plan_id, *((*goal.key, *goal.numbers) for goal in wanted)]
    return "cs_" + sha256(msgspec.json.encode(told)).hexdigest()[:20]


def beside_shortfall(node: Node) -> dict[str, str | int | float | bool | None]:
    """The figures that stand beside a shortfall: what is left to bring and what the days left held at first."""
    return {
        "is_unreachable": node.is_unreachable,
        "remaining": node.remaining,
        "baseline_left": node.baseline_left,
        "capped_sum": None if node.remaining is None else node.remaining - node.shortfall,
    }
