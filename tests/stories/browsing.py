"""Words for page views, visits and cells of visits in the stories."""

from datetime import datetime, timedelta
from typing import Any

from tests.stories.player import Player, moment

CELLS = {
    "new-free": (False, "search"),
    "new-paid": (False, "ppc"),
    "returning-free": (True, "direct"),
    "returning-paid": (True, "affiliate"),
}


def jump(play: Player, until: str) -> Player:
    """Live only the last half minute before a moment: nothing happens in between."""
    return play.at(moment(until) - timedelta(seconds=30)).pass_to(until)


def view(play: Player, name: str, visitor: str, item: str | None = None, **more: Any) -> None:
    """One page view, of an item where one is named."""
    play.send([view_line(play, name, visitor, item, **more)])


def view_line(play: Player, name: str, visitor: str, item: str | None = None, **more: Any) -> bytes:
    """The line of a page view."""
    envelope = more.pop("envelope", None) or {}
    page: dict[str, Any] = {"page_type": "home"} if item is None else {"page_type": "item", "item_id": item}
    told = {"view_id": name, "visitor_id": visitor, "traffic_source": "search", **page, **more}
    return play.line("page.viewed", told, **envelope)


def visits(play: Player, cell: str, count: int, bounced: int, pages: int, since: str | None = None) -> None:
    """Visits of one cell (metrics.md M14) in one record; those that did not bounce share the other page views."""
    is_returning, source = CELLS[cell]
    at, stayed = moment(since) if since else play.now, count - bounced
    lines = []
    for number in range(count):
        staying = number - bounced
        seen = 1 if staying < 0 else _share(pages - bounced, stayed, staying)
        lines += _visit(play, f"{cell}-{at:%m%d%H}-{number}", at, seen, is_returning, source)
    play.send(lines)


def _share(total: int, parts: int, part: int) -> int:
    return total * (part + 1) // parts - total * part // parts


def _visit(play: Player, who: str, at: datetime, seen: int, is_returning: bool, source: str) -> list[bytes]:
    more = {"is_returning": is_returning, "traffic_source": source}
    return [
        view_line(play, f"{who}-{page}", who, envelope={"time": at + timedelta(seconds=page)}, **more)
        for page in range(seen)
    ]
