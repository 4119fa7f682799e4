"""Which scopes a query means: without `by` the shop's own row, by=KEY one row per value, KEY=VALUE narrows."""

from collections.abc import Iterable, Mapping, Sequence

from services.analyzer.errors import WrongParameter

SCOPE_KEYS = (  # metrics.md M0, without the shop
    "traffic_source",
    "device",
    "visitor_class",
    "item_id",
    "category_id",
    "keyword",
    "agent_id",
    "person_id",
    "department",
    "promo_id",
    "activity_id",
    "buyer_id",
    "reason",
    "aspect",
    "lever",
    "to_shop",
    "channel",
    "reporter",
    "figure",
    "family",
    "producer",
    "plan_metric",
    "factor",
)
PLAN = "plan_metric"  # the planner's rows always have it, so who does not name it means all of them


def split_by(by: str | None) -> tuple[str, ...]:
    """The names in `by`.

    Raises:
        WrongParameter: one of them is no scope key.
    """
    names = tuple(name.strip() for name in by.split(",")) if by else ()
    for name in names:
        if name not in SCOPE_KEYS:
            raise WrongParameter("by", f"{name!r} is no scope key; there are {', '.join(SCOPE_KEYS)}")
    return names


def narrowing(asked: Iterable[tuple[str, str]], known: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The KEY=VALUE members of a query, each value wanted; `known` are the parameters with a meaning of their own.

    Raises:
        WrongParameter: a name is neither a parameter nor a scope key.
    """
    wanted: dict[str, tuple[str, ...]] = {}
    for name, value in asked:
        if name in SCOPE_KEYS:
            wanted[name] = (*wanted.get(name, ()), value)
        elif name not in known:
            raise WrongParameter(
                name, f"there is no such parameter; there are {', '.join(known)} and scope keys"
            )
    return wanted


def key_sets(by: Sequence[str], narrowed: Mapping[str, object]) -> tuple[str, ...]:
    """The sets of scope names that an answer's rows may have, as the history writes them."""
    names = {*by, *narrowed}
    return tuple(",".join(sorted(found)) for found in ([names] if PLAN in names else [names, names | {PLAN}]))
