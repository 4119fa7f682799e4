"""GET /v1/shops/{shop}/metrics: the figures of windows, as JSON or as a table."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Engine

from services.analyzer.history.question import Question
from services.analyzer.history.reading import Found, find
from services.analyzer.routes import answers, documents
from services.analyzer.routes.asking import FEW, MANY, Asked, question, token
from services.analyzer.shops import Shops
from services.runtime.access.http import Reader, ShopPath
from services.runtime.store import reading

JSON, CSV = "application/json", "text/csv; charset=utf-8"
Text = Annotated[str | None, Query()]


def router(history: Engine, shops: Shops) -> APIRouter:
    """The route over a database of rows."""
    routes = APIRouter(tags=["metrics"])

    @routes.get("/v1/shops/{shop}/metrics", responses=documents.METRICS, response_class=Response)
    def metrics(
        request: Request,
        shop: ShopPath,
        _: Reader,
        metric: Annotated[str | None, Query(description=documents.METRIC, examples=["gmv,orders"])] = None,
        window: Annotated[str | None, Query(description=documents.WINDOW, examples=["day"])] = None,
        start: Annotated[str | None, Query(alias="from", description=documents.FROM)] = None,
        end: Annotated[str | None, Query(alias="to", description=documents.TO)] = None,
        by: Annotated[str | None, Query(description=documents.BY, examples=["traffic_source"])] = None,
        state: Annotated[str, Query(description=documents.STATE)] = "newest",
        revision: Annotated[str | None, Query(description=documents.REVISION)] = None,
        after: Annotated[str | None, Query(alias="next", description=documents.NEXT)] = None,
        limit: Annotated[int, Query(ge=1, le=MANY, description=documents.LIMIT)] = FEW,
        form: Annotated[documents.Form | None, Query(alias="format", description=documents.FORMAT)] = None,
    ) -> Response:
        """Figures of one shop: windows of one kind that start in [from, to), a row for each window and scope."""
        asked = Asked(metric, window, start, end, by, state, revision, after, limit)
        wanted = question(shop, shops.zone(shop), asked, request.query_params.multi_items())
        found, is_cut = _page(history, wanted)
        rows = [answers.row(shop, each) for each in found]
        following = token(found[-1].place) if is_cut else None
        if _wants_table(request, form):
            return _table(rows, wanted, request, following)
        return _json(rows, following)

    return routes


def _page(history: Engine, wanted: Question) -> tuple[list[Found], bool]:
    """One page, and whether there is another one behind it."""
    with reading(history) as session:
        found = find(session.connection(), wanted._replace(limit=wanted.limit + 1))
    return found[: wanted.limit], len(found) > wanted.limit


def _wants_table(request: Request, form: documents.Form | None) -> bool:
    if form is not None:
        return form == "csv"
    accepted = [kind.split(";")[0].strip() for kind in request.headers.get("accept", "").split(",")]
    return "text/csv" in accepted and JSON not in accepted


def _json(rows: list[dict[str, object]], following: str | None) -> Response:
    answer: dict[str, Any] = {"rows": rows}
    if following:
        answer["next"] = following
    return Response(msgspec.json.encode(answer), media_type=JSON)


def _table(
    rows: list[dict[str, object]], wanted: Question, request: Request, following: str | None
) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="metrics.csv"'}
    if following:
        target = request.url.include_query_params(next=following)
        headers["Link"] = f'<{target.path}?{target.query}>; rel="next"'
    asked = [name for name in wanted.scope_keys[0].split(",") if name]
    return Response(answers.table(rows, asked), media_type=CSV, headers=headers)
