"""GET /v1/shops/{shop}/metrics/lineage: from a row to the records and events behind it."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Query, Request
from kafka.errors import KafkaError
from sqlalchemy import Engine

from services.analyzer.errors import LogAway
from services.analyzer.history.lines import epoch
from services.analyzer.history.reading import Found
from services.analyzer.lineage.log import Log, Partition, TooManyReaders
from services.analyzer.lineage.looking import Found as Event
from services.analyzer.lineage.looking import Offsets, Page, Place, look, offsets_of
from services.analyzer.lineage.matching import Row, types_of
from services.analyzer.moments import Calendar, Span
from services.analyzer.routes import answers, documents
from services.analyzer.routes.ancestry import Lineage
from services.analyzer.routes.asking import place, token
from services.analyzer.routes.origins import Asked, question, row_of
from services.analyzer.shops import Shops
from services.contracts.topics import partition_of
from services.runtime.access.http import Reader, ShopPath

FEW, MANY = 200, 1_000
Further = Callable[[str], Mapping[str, int]]  # see `lineage.matching.Row`


def router(history: Engine, shops: Shops, log: Log, further: Further) -> APIRouter:
    """The route over the history and the source topic; `further` gives a shop's own look-backs."""
    routes = APIRouter(tags=["metrics"])

    @routes.get("/v1/shops/{shop}/metrics/lineage", response_model_exclude_none=True)
    def lineage(
        request: Request,
        shop: ShopPath,
        _: Reader,
        metric: Annotated[str | None, Query(description=documents.ONE_METRIC, examples=["gmv"])] = None,
        window: Annotated[str | None, Query(description=documents.WINDOW, examples=["day"])] = None,
        start: Annotated[str | None, Query(description=documents.START, examples=["2026-11-19"])] = None,
        revision: Annotated[int | None, Query(ge=1, description=documents.ONE_REVISION)] = None,
        after: Annotated[str | None, Query(alias="next", description=documents.NEXT)] = None,
        limit: Annotated[int, Query(ge=1, le=MANY, description=documents.EVENTS_LIMIT)] = FEW,
    ) -> Lineage:
        """The records that a row was made from, and the events in them that stand behind it: ids, no payloads."""
        zone = shops.zone(shop)
        asked = Asked(metric, window, start, revision)
        found = row_of(
            history, question(shop, zone, asked, request.query_params.multi_items()), asked.revision
        )
        begin = None if after is None else place(after, Place)
        number = partition_of(shop, log.partitions)
        try:
            with log.open(number) as partition:
                answer = _answer(partition, shop, found, further(shop), zone, begin, limit)
        except TooManyReaders:
            raise LogAway("Others are reading the log just now.") from None
        except KafkaError as error:
            raise LogAway(f"The log cannot be read now: {type(error).__name__}.") from None
        answer["source"] |= {"topic": log.topic, "partition": number}
        return Lineage.model_validate(answer)

    return routes


def _answer(
    log: Partition,
    shop: str,
    found: Found,
    further: Mapping[str, int],
    zone: ZoneInfo,
    begin: Place | None,
    limit: int,
) -> dict[str, Any]:
    said = answers.row(shop, found)
    row = _row(shop, found, said)._replace(further=further)
    within = offsets_of(log, row, found.from_offset, found.to_offset)
    page = look(log, row, within, Calendar(str(zone)), begin, limit)
    answer: dict[str, Any] = {
        "row": said,
        "source": {
            "from_offset": within.start,
            "to_offset": within.end - 1,
            "estimated": within.is_estimated,
        },
        "event_types": list(types_of(row)),
        "events": [_event(each) for each in page.found],
    }
    return answer | _gone(log, within) | _next(page)


def _row(shop: str, found: Found, said: dict[str, Any]) -> Row:
    scope = msgspec.json.decode(found.scope, type=dict[str, str | int | float | bool])
    named = tuple(sorted((key, str(value)) for key, value in scope.items()))
    return Row(shop, found.metric, Span(found.start, max(found.start + 1, epoch(said["end"]))), named)


def _gone(log: Partition, within: Offsets) -> dict[str, Any]:
    """Which records retention has removed; of an estimated beginning it can only be said where it is cut off."""
    if log.first == 0 or within.start > log.first:
        return {}
    if within.is_estimated and within.start == log.first:
        return {"gone": {"from_offset": None, "to_offset": log.first - 1}}
    if within.start == log.first:
        return {}
    last = min(log.first, within.end) - 1
    return {"gone": {"from_offset": within.start, "to_offset": last}}


def _event(found: Event) -> dict[str, Any]:
    event = found.event
    return {
        "id": event.id,
        "source": event.source,
        "type": found.how.event_type,
        "time": event.time.isoformat(),
        "offset": found.offset,
        "line": found.line,
        "counted": found.how.is_counted,
        "names_scope": found.how.names_scope,
    }


def _next(page: Page) -> dict[str, Any]:
    return {} if page.following is None else {"next": token(page.following)}
