"""The pages over HTTP: the morning page at `/`, its live events, its static files and the one form for a target."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Protocol
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse

from services.planner.sheet import MorningView
from services.planner.web.door import Door
from services.planner.web.live import changes
from services.planner.web.rendering import Page, link_page, sections, whole_page
from services.planner.web.wording import label, language_of
from services.runtime.problems import Problem

STATIC = Path(__file__).parent / "static"
LANGUAGE_COOKIE = "dianzhang_language"
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Backstage(Protocol):
    """What the pages need of the planner; its calls may block and are made in a thread."""

    def shops(self) -> Sequence[str]:
        """The shops that there is something to say about, in order."""

    def morning(self, shop_id: str) -> MorningView:
        """The page of a shop now."""

    def exponent(self, shop_id: str) -> int:
        """Decimals of the shop's currency."""


SetTarget = Callable[[str, str, int, str], Awaitable[None]]
"""(shop, `YYYY-MM`, minor units, person) -> on the stream"""


def pages(backstage: Backstage, door: Door, set_target: SetTarget) -> APIRouter:
    """The router of all pages."""
    site = Site(backstage, door, set_target)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/", site.morning, methods=["GET"])
    router.add_api_route("/events", site.events, methods=["GET"])
    router.add_api_route("/targets", site.targets, methods=["POST"])
    router.add_api_route("/static/{name}", static, methods=["GET"])
    return router


class Site:
    """The pages of one installation."""

    def __init__(self, backstage: Backstage, door: Door, set_target: SetTarget) -> None:
        """`set_target` puts a month target on the stream."""
        self._backstage, self._door, self._set_target = backstage, door, set_target

    async def morning(
        self, request: Request, link: str = "", shop: str = "", lang: str = "", saved: bool = False
    ) -> Response:
        """The morning page; a link in the address becomes a session first."""
        if link:
            rest = f"./?{urlencode({'shop': shop})}" if shop else "./"
            return self._door.admit(link, rest) or _shut(request, lang)
        person = self._door.person(request)
        if person is None:
            return _shut(request, lang)
        page = await self._page(request, shop, lang, person, is_saved=saved)
        html = await asyncio.to_thread(lambda: whole_page(self._backstage.morning(page.shop), page))
        answer = HTMLResponse(html, headers=HEADERS)
        if lang:
            answer.set_cookie(LANGUAGE_COOKIE, page.language, max_age=31_536_000, samesite="lax")
        return answer

    async def events(self, request: Request, shop: str = "", lang: str = "") -> Response:
        """What changes on the page while it is open."""
        page = await self._page(request, shop, lang, self._require_person(request))

        async def look() -> tuple[datetime, dict[str, str]]:
            view = await asyncio.to_thread(self._backstage.morning, page.shop)
            return view.now, await asyncio.to_thread(sections, view, page)

        stream = changes(look, request.is_disconnected, label("live", page.language))
        return StreamingResponse(
            stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def targets(
        self,
        request: Request,
        csrf: Annotated[str, Form()],
        shop: Annotated[str, Form()],
        month: Annotated[str, Form()],
        target: Annotated[str, Form()],
    ) -> Response:
        """The one form: a month's target."""
        person = self._require_person(request)
        self._door.require_csrf(request, csrf)
        if MONTH.fullmatch(month) is None:
            raise Problem(422, "invalid", "month: write it as 2027-01", extra={"field": "month"})
        _chosen(shop, await asyncio.to_thread(self._backstage.shops))
        exponent = await asyncio.to_thread(self._backstage.exponent, shop)
        await self._set_target(shop, month, minor_units(target, exponent), person)
        return RedirectResponse(f"./?{urlencode({'shop': shop, 'saved': 'true'})}", 303)

    def _require_person(self, request: Request) -> str:
        person = self._door.person(request)
        if person is None:
            raise Problem(401, "unauthorized", "Open the page with a signed link.")
        return person

    async def _page(
        self, request: Request, shop: str, lang: str, person: str, *, is_saved: bool = False
    ) -> Page:
        shops = tuple(await asyncio.to_thread(self._backstage.shops))
        chosen, language = _chosen(shop, shops), _language(request, lang)
        other = {"shop": chosen, "lang": "en" if language == "zh" else "zh"}
        return Page(
            shop=chosen,
            language=language,
            person=person,
            csrf=self._door.csrf(request),
            here=f"./?{urlencode({'shop': chosen})}",
            events=f"events?{urlencode({'shop': chosen, 'lang': language})}",
            other_language=f"./?{urlencode(other)}",
            shops=shops,
            is_saved=is_saved,
        )


async def static(name: str) -> Response:
    """A style sheet or script of ours."""
    file = STATIC / name
    if file.parent != STATIC or not file.is_file():
        raise Problem(404, "not_found", "There is no such file.")
    return FileResponse(file, headers={"Cache-Control": "public, max-age=86400"})


def minor_units(text: str, exponent: int) -> int:
    """An amount as a person writes it, in minor units; 422 that names the field when it is none."""
    try:
        amount = Decimal(text.replace(",", "").replace(" ", "")).scaleb(exponent)
        if not 0 < amount <= 10**15 or amount != int(amount):
            raise InvalidOperation
    except InvalidOperation:
        sentence = f"target: write an amount such as 310000 with at most {exponent} decimals"
        raise Problem(422, "invalid", sentence, extra={"field": "target"}) from None
    return int(amount)


def _chosen(shop: str, shops: Sequence[str]) -> str:
    if shop and shop not in shops:
        raise Problem(404, "unknown_shop", f"There is no shop {shop}.", extra={"field": "shop"})
    if not shops:
        raise Problem(404, "no_shop", "No shop has been set up yet: make a key for one first.")
    return shop or shops[0]


def _shut(request: Request, lang: str) -> Response:
    return HTMLResponse(link_page(_language(request, lang)), 401, headers=HEADERS)


def _language(request: Request, lang: str) -> str:
    return language_of(request.headers.get("accept-language"), lang or request.cookies.get(LANGUAGE_COOKIE))
