"""Main images, searches and keywords (metrics.md M2, M4)."""

from tests.analyzer.oracle.sales import buyers, orders
from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.values import Answer, Share
from tests.analyzer.oracle.which import Event
from tests.analyzer.oracle.windows import Window, days_in
from tests.analyzer.oracle.words import same_word


def matching(shop: Shop, kind: str, scope: Scope, window: Window) -> list[Event]:
    """The surviving rows of a kind, of the days of a window, that lie in a scope."""
    days = {str(shop.day(day.start)) for day in days_in(window, shop.zone)}
    told = [(row, {**row.data, "keyword": same_word(row.data.get("keyword"))}) for row in shop.rows(kind)]
    return [
        row
        for row, data in told
        if data["day"] in days and all(data.get(name) == value for name, value in scope.items())
    ]


def main_image_ctr(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Clicks / impressions of `impression.reported`"."""
    found = matching(shop, "impression.reported", scope, window)
    return Share(sum(r.data["clicks"] for r in found), sum(r.data["impressions"] for r in found))


def search_rank(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "`position` of the latest `rank.observed`; null when not found"."""
    until = Window("day", min(e.at for e in shop.events), window.end)
    found = matching(shop, "rank.observed", scope, until)
    return max(found, key=lambda row: (row.data["day"], row.order)).data.get("position") if found else None


def from_rows(field: str, otherwise: Formula) -> Formula:
    """ "`keyword.reported`; if none: paid orders by entry `keyword`", "never mixed in one window" (M0 Basis)."""

    def count(shop: Shop, scope: Scope, window: Window) -> Answer:
        if not matching(shop, "keyword.reported", {}, window):
            return otherwise(shop, scope, window)
        rows = matching(shop, "keyword.reported", scope, window)
        return sum(row.data.get(field) or 0 for row in rows)

    return count


def keyword_conversion(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "`keyword_buyers` / keyword visitors"; without rows the visitors whose visit the keyword led to."""
    parts = days_in(window, shop.zone) if window.kind.startswith("r") else [window]
    rows = matching(shop, "keyword.reported", scope, window)
    if matching(shop, "keyword.reported", {}, window):
        return Share(sum(r.data["buyers"] for r in rows), sum(r.data["visitors"] for r in rows))
    return Share(
        sum(buyers(shop, scope, part) for part in parts), sum(searchers(shop, scope, part) for part in parts)
    )


def searchers(shop: Shop, scope: Scope, window: Window) -> int:
    item = scope.get("item_id")
    return len(
        {
            visit.visitor
            for visit, view in shop.views_in(window)
            if same_word(visit.views[0].data.get("keyword")) == scope["keyword"]
            and item in (None, view.data.get("item_id"))
        }
    )


ANSWERS: dict[str, Formula] = {
    "keyword_conversion": keyword_conversion,
    "main_image_ctr": main_image_ctr,
    "search_rank": search_rank,
    "keyword_buyers": from_rows("buyers", buyers),
    "keyword_orders": from_rows("orders", orders),
}
