"""Customer service: inquiries and messages, complaints, returns, reviews, members."""

from datetime import datetime, timedelta

from tests.analyzer.shopdays.browsing import ITEMS, SOURCES
from tests.analyzer.shopdays.ordering import BUYERS
from tests.analyzer.shopdays.telling import Teller

AGENTS = ("p_cs1", "p_cs2", None)


def serve(teller: Teller, inquiries: int) -> None:
    """Chats and what comes after the sale."""
    for number in range(inquiries):
        inquire(teller, f"q{number}", teller.moment())
    for number in range(inquiries // 2):
        complain(teller, number)
        review(teller, number)
    for _ in range(3):
        program = teller.chance.choice(["weitao", "membership"])
        buyer, agent = f"b{teller.chance.randrange(BUYERS)}", teller.chance.choice(AGENTS)
        teller.say("member.joined", teller.moment(), buyer_id=buyer, program=program, agent_id=agent)


def inquire(teller: Teller, name: str, at: datetime) -> None:
    """One chat; a buyer in six of them is unknown to the orders."""
    chance = teller.chance
    agent = chance.choice(AGENTS)
    teller.say(
        "inquiry.opened",
        at,
        inquiry_id=name,
        buyer_id=f"b{chance.randrange(BUYERS + 1)}",
        agent_id=agent,
        channel=chance.choice(["wangwang", "wechat"]),
        is_presale=teller.maybe(0.8),
        item_id=chance.choice([*ITEMS, None]),
        traffic_source=chance.choice(SOURCES),
    )
    for number in range(chance.randrange(5)):
        at += timedelta(seconds=chance.choice([20, 170, 180, 181, 900]))
        sender = chance.choice(["buyer", "buyer", "agent", "robot"])
        said = {"message_id": f"{name}-{number}", "inquiry_id": name, "sender": sender}
        hits = ["保证"] if sender == "agent" and teller.maybe(0.2) else None
        teller.say("inquiry.messaged", at, **said, agent_id=agent, phrase_hits=hits)
    teller.say("inquiry.closed", at + timedelta(minutes=5), inquiry_id=name)


def complain(teller: Teller, number: int) -> None:
    """A complaint and a return."""
    chance, at = teller.chance, teller.moment()
    about = {"item_id": chance.choice([*ITEMS, None]), "buyer_id": f"b{chance.randrange(BUYERS)}"}
    about["order_id"] = f"o{chance.randrange(12)}"
    teller.say(
        "complaint.filed",
        at,
        complaint_id=f"cp{number}",
        inquiry_id=chance.choice([f"q{number}", None]),
        agent_id=chance.choice(AGENTS[:2]),
        reason=chance.choice(["misled", "quality"]),
        **about,
    )
    if teller.maybe(0.5):
        teller.say("complaint.resolved", at + timedelta(hours=3), complaint_id=f"cp{number}")
    reason = chance.choice(["size", "quality", "misled"])
    teller.say("return.requested", teller.moment(), return_id=f"t{number}", reason=reason, **about)


def review(teller: Teller, number: int) -> None:
    """A review by grade or stars; some are resolved, some of them twice."""
    chance, at = teller.chance, teller.moment()
    grade, stars = chance.choice([("good", None), ("neutral", None), ("bad", None), (None, 2), (None, 3)])
    about = {"item_id": chance.choice(ITEMS), "order_id": f"o{chance.randrange(12)}"}
    teller.say("review.posted", at, review_id=f"rv{number}", grade=grade, stars=stars, **about)
    if teller.maybe(0.5):
        later = at + timedelta(minutes=chance.randrange(5, 900))
        teller.say("review.resolved", later, review_id=f"rv{number}", how="changed")
