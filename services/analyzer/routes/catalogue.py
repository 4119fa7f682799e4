"""GET /v1/metrics/catalogue: all metrics by the contracts."""

from fastapi import APIRouter

from services.analyzer.routes.documents import Band, Catalogue, CatalogueEntry
from services.contracts.catalogue.behind import BEHIND
from services.contracts.catalogue.entry import Metric
from services.contracts.metrics import CATALOGUE
from services.runtime.access.http import Granted


def entry(metric: Metric) -> CatalogueEntry:
    """What the route says of one metric."""
    behind = BEHIND[metric.id]
    return CatalogueEntry(
        **{name: getattr(metric, name) for name in ENTRY},
        bands=[Band(**band._asdict()) for band in metric.bands],
        events=list(behind.counted),
        linked_events=list(behind.linked),
        days_before=behind.days_before,
    )


ENTRY = ("id", "zh", "en", "formula", "unit", "scopes", "windows", "owner", "section", "is_live")
ENTRIES = [entry(metric) for metric in CATALOGUE.values()]


def router() -> APIRouter:
    """The route; the catalogue is the same for everybody with a key."""
    routes = APIRouter(tags=["metrics"])

    @routes.get("/v1/metrics/catalogue")
    def catalogue(_: Granted) -> Catalogue:
        """Every metric: names, formula, unit, owner, scopes, windows, quality bands, the event types behind it."""
        return Catalogue(metrics=ENTRIES)

    return routes
