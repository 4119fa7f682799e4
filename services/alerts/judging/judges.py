"""Which judgement a rule names, what wakes it, and whether missing data silence it."""

from collections.abc import Callable
from typing import NamedTuple

from services.alerts.judging import buyers, floor, inquiries, loss, orders, preflight, silence, surge, targets
from services.alerts.judging.finding import Case, Finding

Judge = Callable[[Case], Finding | None]


class Judging(NamedTuple):
    """`wakes` are the (metric, window kind) whose rows wake it; `keys` the scope keys they must have, any of these."""

    judge: Judge
    wakes: frozenset[tuple[str, str]] = frozenset()
    keys: tuple[frozenset[str], ...] = ()
    is_fed_by_stream: bool = True


def _nothing(_case: Case) -> None:
    return None


PROMO, ITEM, SHOP, PLAN = (frozenset(keys) for keys in (("promo_id",), ("item_id",), (), ("plan_metric",)))
ORDERS_EXPECTED = frozenset(("orders_expected", f"r{minutes}m") for minutes in orders.MINUTES)

JUDGES: dict[str, Judging] = {
    "below_floor": Judging(
        floor.judge, frozenset({("below_floor_units", "pulse"), ("promo_loss", "to_date")}), (PROMO, ITEM)
    ),
    "preflight": Judging(preflight.judge, is_fed_by_stream=False),
    "loss_growing": Judging(
        loss.judge,
        frozenset(
            {("promo_loss", "to_date"), ("promo_loss_pending", "pulse"), ("promo_loss_pending", "to_date")}
        ),
        (PROMO,),
    ),
    "order_surge": Judging(surge.judge, frozenset({("promo_order_rate", "r10m")}), (PROMO, ITEM)),
    "buyer_limit": Judging(
        buyers.judge_limit,
        frozenset({("buyer_promo_units", "pulse"), ("buyer_promo_units", "to_date")}),
        (frozenset({"promo_id", "buyer_id"}),),
    ),
    "buyer_bulk": Judging(
        buyers.judge_bulk,
        frozenset({("buyer_item_units", "day")}),
        (frozenset({"item_id", "buyer_id"}),),
    ),
    "target_behind": Judging(targets.judge_behind),
    "target_final": Judging(
        targets.judge_final, frozenset({("attainment", "day")}), (PLAN,), is_fed_by_stream=False
    ),
    "inquiry": Judging(
        inquiries.judge, frozenset({("inquiry_conversion", "week")}), (SHOP,), is_fed_by_stream=False
    ),
    "silence": Judging(silence.judge, is_fed_by_stream=False),
    "no_orders": Judging(orders.judge, ORDERS_EXPECTED, (SHOP,)),
    "receiver": Judging(_nothing, is_fed_by_stream=False),
}

# Rows that judgements look at besides those that wake them.
LOOKED_AT = frozenset(
    {
        ("below_floor_units", "to_date"),
        ("below_floor_orders", "to_date"),
        ("promo_loss", "pulse"),
        ("order_rate_baseline", "r14"),
        ("attainment", "live"),
        ("contribution", "live"),
        ("contribution", "day"),
        ("target_gap", "day"),
        ("inquiry_conversion", "week"),
    }
)
ONLY_WHEN_SOMETHING = frozenset({("below_floor_units", "pulse"), ("promo_loss", "pulse")})
WATCHED = LOOKED_AT.union(*(each.wakes for each in JUDGES.values()))


def wakes(judge: str, metric: str, kind: str, keys: frozenset[str]) -> bool:
    """Whether a row of this metric, window and scope is for this judgement; `keys` without the shop's."""
    judging = JUDGES[judge]
    return (metric, kind) in judging.wakes and keys in judging.keys
