"""GET /v1/metrics/catalogue: all metrics by the contracts."""

from fastapi import APIRouter

from services.analyzer.routes.documents import Catalogue, CatalogueEntry
from services.contracts.metrics import CATALOGUE
from services.runtime.access.http import Granted

ENTRIES = [
    CatalogueEntry(**{name: getattr(metric, name) for name in CatalogueEntry.model_fields})
    for metric in CATALOGUE.values()
]


def router() -> APIRouter:
    """The route; the catalogue is the same for everybody with a key."""
    routes = APIRouter(tags=["metrics"])

    @routes.get("/v1/metrics/catalogue")
    def catalogue(_: Granted) -> Catalogue:
        """Every metric with its names, formula, unit, scopes, windows and owner."""
        return Catalogue(metrics=ENTRIES)

    return routes
