"""The alerts process is killed at the very moment of a breach: it is still told, soon and once."""

import signal
import time

import pytest

from tests.system.receiver import Receiver
from tests.system.running import Stack, eventually
from tests.system.test_alerts_coupon import TYPED, Shop, add_endpoint, open_coupon, shop, wait_for

__all__ = ["shop"]
MOST_SECONDS = 60.0
KILLS = 2


@pytest.mark.slow
def test_a_breach_at_the_moment_of_a_kill_is_told_within_a_minute_and_once(
    stack: Stack,
    shop: Shop,
    receiver: Receiver,
) -> None:
    add_endpoint(stack, receiver, shop.shop)
    for run in range(KILLS):
        item, promo = open_coupon(shop, 1000 + run)
        shop.offer(item, promo, TYPED)
        eventually(lambda: shop.below, 10, 0.005)
        time.sleep(0.1 * run)
        stack.service_process("alerts").send_signal(signal.SIGKILL)
        opened = wait_for(receiver, promo, "alert.opened")
        assert opened.at - shop.below[0][0] < MOST_SECONDS
        print({"killed": run, "seconds": round(opened.at - shop.below[0][0], 3)})
        shop.offer("i0", None, 23_800)
        shop.say("promo.withdrawn", promo_id=promo)
        wait_for(receiver, promo, "alert.resolved", 240)
    below = [each.body["data"]["scope"] for each in receiver.of_type("alert.opened")]
    assert not [scope for scope in below if scope.get("item_id", "i0") != "i0"]
    by_transition: dict[tuple[str, int], set[str]] = {}
    for each in receiver.deliveries:
        data = each.body["data"]
        by_transition.setdefault((data["alert_id"], data["transition"]), set()).add(each.id)
    assert all(len(ids) == 1 for ids in by_transition.values())
