"""Reviews of a speaker in many variants as events (story D4); read from beside the project, never copied into it.

Each row becomes `review.posted` of the variant as its item (spaces around the name removed, as the truth does),
at noon of its day: the file has days only, and no zone, so days are taken as UTC. Rows that are equal are different
reviews; the texts are left out, no figure needs them. A low review of the truth (1 or 2 stars) is one graded bad.

The truth's mean stars and one-star counts are no figures of ours.
"""

from collections.abc import Iterator
from datetime import datetime

from tests.data.dataset import DataSet, Event, Replay, Row, event, in_order, local
from tests.data.figures import Expected, Scope

SET = DataSet("alexa_reviews")
ZONE = "UTC"
SHOP = "alexa-reviews"
START, END = "2018-05-01", "2018-08-01"


def events(_: datetime) -> Iterator[Event]:
    """All reviews in order of time."""
    yield REPLAY.configured()
    yield from in_order(_review(row) for row in SET.rows("amazon_alexa.tsv.gz", "\t"))


def _review(row: Row) -> Event:
    day = datetime.strptime(row["date"], "%d-%b-%y").strftime("%Y-%m-%d")  # noqa: DTZ007 - a day, no moment
    data = {"review_id": row[""], "item_id": row["variation"], "stars": int(row["rating"])}
    return event(SHOP, "review.posted", f"review:{row['']}", local(f"{day} 12:00", ZONE), data)


def expected(_: datetime) -> Iterator[Expected]:
    """Low share by day, by variant, by both, and of everything."""
    for row in SET.truth("daily"):
        yield _share(row, row["day"])
    for row in SET.truth("daily_variation"):
        yield _share(row, row["day"], scope=(("item_id", row["variation"]),))
    for row in SET.truth("by_variation"):
        yield _share(row, START, scope=(("item_id", row["variation"]),), until=END)
    total = SET.summary()
    yield _share({name: str(total[name]) for name in ("low_1_2", "reviews", "low_share")}, START, until=END)
    stars = total["stars"]
    yield Expected("bad_reviews", "day", START, stars["1"] + stars["2"] + stars["3"], until=END)


def _share(row: Row, start: str, scope: Scope = (), until: str = "") -> Expected:
    window = "month" if until else "day"
    low, reviews = int(row["low_1_2"]), int(row["reviews"])
    return Expected("low_share", window, start, low, reviews, scope, until, printed=row["low_share"])


REPLAY = Replay(SHOP, SET, ZONE, "USD", 2, events, expected)
REPLAYS = (REPLAY,)
