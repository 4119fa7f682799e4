"""Every order gets a visit that led to it; the visits without an order are added in the set's own proportion."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from services.console.sample.making.retail import Invoice
from services.console.sample.making.shoppers import Deck, Session, pages_of

WEEKEND = (5, 6)
OPEN_FROM, OPEN_TO = 6 * 3600, 24 * 3600 - 900
SPREAD_SECONDS = 5400
CHECKOUT_SECONDS = 60


@dataclass
class Visit:
    """`second` of the day at which it began; `order` is the number of the order that it led to."""

    day: int
    second: int
    session: Session
    pages: list[str] = field(default_factory=list)
    order: str | None = None


def make_visits(orders: Sequence[Invoice], sessions: Sequence[Session], chance: Random) -> list[Visit]:
    """All visits by day and second; buying sessions go to orders, weekend sessions to weekends."""
    bought = [session for session in sessions if session.is_buyer]
    decks = {known: Deck([s for s in bought if s.is_returning is known], chance) for known in (True, False)}
    led = [_led_to(order, decks[order.is_known_buyer].draw()) for order in orders]
    per_order = len(sessions) / len(bought) - 1
    rest = list(_others(orders, [s for s in sessions if not s.is_buyer], per_order, chance))
    return sorted([*led, *rest], key=lambda visit: (visit.day, visit.second))


def _led_to(order: Invoice, session: Session) -> Visit:
    pages = pages_of(session, list(dict.fromkeys(line.code for line in order.lines)))
    started = order.second - CHECKOUT_SECONDS - len(pages) * session.pace
    return Visit(order.day, max(0, started), session, pages, order.number)


def _others(
    orders: Sequence[Invoice], sessions: Sequence[Session], per_order: float, chance: Random
) -> Iterator[Visit]:
    decks = {
        weekend: Deck([s for s in sessions if s.is_weekend is weekend], chance) for weekend in (True, False)
    }
    for day, of_day in _by_day(orders).items():
        codes, weights = _shown(of_day)
        deck = decks[day % 7 in WEEKEND]
        for _ in range(round(len(of_day) * per_order)):
            session = deck.draw()
            shown = chance.choices(codes, weights, k=8)
            yield Visit(day, _moment(of_day, chance), session, pages_of(session, shown))


def _by_day(orders: Iterable[Invoice]) -> Mapping[int, list[Invoice]]:
    days: defaultdict[int, list[Invoice]] = defaultdict(list)
    for order in orders:
        days[order.day].append(order)
    return days


def _shown(orders: Iterable[Invoice]) -> tuple[list[str], list[int]]:
    """Items by how often they were ordered that day: what visitors look at."""
    counted = Counter(line.code for order in orders for line in order.lines)
    return list(counted), list(counted.values())


def _moment(orders: Sequence[Invoice], chance: Random) -> int:
    """Around the time of an order of that day, give or take one and a half hours."""
    near = chance.choice(orders).second + chance.gauss(0, SPREAD_SECONDS)
    return round(min(OPEN_TO, max(OPEN_FROM, near)))
