"""Peers, benchmarks, tasks, content and incentives."""

from datetime import timedelta

from tests.analyzer.shopdays.browsing import ITEMS
from tests.analyzer.shopdays.telling import Teller, stamp


def watch(teller: Teller) -> None:
    """Two watched shops with items of the season, looked at each day."""
    since = {"effective_from": stamp(teller.first - timedelta(days=3)), "revision": 1}
    for number, relation in enumerate(("better", "peer")):
        peer = {"competitor_id": f"k{number}", "home_url": f"https://k{number}.example", "relation": relation}
        teller.say("competitor.set", teller.first, **peer, similar_style=True, active=number == 0, **since)
    listed = {"season_class": "spring", "listed_day": teller.day(-9)}
    teller.say("competitor.item.listed", teller.first, competitor_id="k0", peer_item_id="z0", **listed)
    for number in range(teller.days):
        end = teller.first + timedelta(days=number + 1)
        row = {"day": teller.day(number), "as_of": stamp(end), "revision": 1}
        seen = {"competitor_id": "k0", "peer_item_id": "z0", "same_style_of": teller.chance.choice(ITEMS[:2])}
        price, sold = teller.chance.randrange(3000, 9000), teller.chance.randrange(40)
        seen |= {"image_stolen": teller.maybe(0.3), "units_sold_7d": sold}
        teller.say("competitor.observed", end - timedelta(hours=3), price_minor=price, **seen, **row)
    mean = {"metric": "inquiry_conversion", "level": "mean", "value": 0.55}
    teller.say("benchmark.set", teller.first, **mean, **since)


def work(teller: Teller) -> None:
    """Tasks that are done, cancelled or overdue; content; an incentive."""
    chance = teller.chance
    since = {"effective_from": stamp(teller.first - timedelta(days=3)), "revision": 1}
    rule = {"incentive_id": "in1", "person_id": "p_des", "units_floor": 5, "per_unit_minor": 100}
    teller.say("plan.incentive.set", teller.first, **rule, period="month", **since)
    for number in range(5):
        at, person = teller.moment(), chance.choice(["p_des", "p_con"])
        task = {"task_id": f"tk{number}", "person_id": person}
        due = stamp(at + timedelta(hours=chance.randrange(2, 40)))
        told = {"task_kind": "review_shops", "department": "DES", "step": "看10店", "due_at": due}
        teller.say("task.assigned", at, **task, **told)
        fate = chance.choice(["done", "cancelled", None])
        if fate == "done":
            done = chance.randrange(1, 11)
            teller.say("task.done", at + timedelta(hours=9), **task, amount_done=done)
        elif fate == "cancelled":
            teller.say("task.cancelled", at + timedelta(hours=9), task_id=f"tk{number}")
        post = {"content_id": f"ct{number // 2}", "channel": chance.choice(["weitao", "weibo"])}
        teller.say("content.published", teller.moment(), **post, person_id=person)
