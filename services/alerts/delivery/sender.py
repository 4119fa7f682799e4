"""One try: a POST to an address that was judged, within one deadline, its answer read only so far."""

import asyncio
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import httpx

from services.alerts.delivery.addresses import Address
from services.alerts.delivery.answer import Answer, Outcome, answered
from services.alerts.delivery.guard import Guard, Target, Unresolved
from services.alerts.delivery.settings import WebhookSettings
from services.alerts.errors import UrlRefused

ADDRESSES_TRIED = 3
BODY_SECONDS = 2.0  # the status has come; only politeness reads on


class Sender:
    """Sends bytes to URLs. No redirects, no proxies, no cookies, no connection shared between two receivers."""

    def __init__(self, guard: Guard, settings: WebhookSettings) -> None:
        """Opens no connection yet; `close` it in the end."""
        self._guard = guard
        self._settings = settings
        self._client = _client(settings)

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Never raises for what a receiver or its network does."""
        began = time.monotonic()
        deadline = asyncio.get_running_loop().time() + self._settings.total_seconds
        try:
            response = await self._begin(url, body, headers, deadline)
            answer = answered(response.status_code, response.headers.get("retry-after"))
            await self._read(response, deadline)
        except TimeoutError:
            answer = _failed("timeout", f"No answer within {self._settings.total_seconds:g} s.")
        except Unresolved as error:
            answer = _failed("unreachable", str(error))
        except UrlRefused as error:
            answer = _failed("forbidden", str(error))
        except httpx.TimeoutException:
            answer = _failed("timeout", "It did not answer in time.")
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as error:
            answer = _failed(*_said(error))
        return Answer(
            outcome=answer.outcome,
            status=answer.status,
            error=answer.error,
            retry_after=answer.retry_after,
            seconds=time.monotonic() - began,
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def _begin(
        self, url: str, body: bytes, headers: Mapping[str, str], deadline: float
    ) -> httpx.Response:
        """Up to the head of the answer; the next address only when one cannot be connected to."""
        async with asyncio.timeout_at(deadline):
            target, addresses = await self._guard.pin(url)
            *others, last = addresses[:ADDRESSES_TRIED]
            for address in others:
                with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                    return await self._post(target, address, body, headers)
            return await self._post(target, last, body, headers)

    async def _post(
        self, target: Target, address: Address, body: bytes, headers: Mapping[str, str]
    ) -> httpx.Response:
        """To the address, in the name of the host: the certificate must be the host's."""
        request = self._client.build_request(
            "POST",
            target.at(address),
            content=body,
            headers={**headers, "host": target.authority},
            extensions={"sni_hostname": target.host},
        )
        return await self._client.send(request, stream=True)

    async def _read(self, response: httpx.Response, deadline: float) -> None:
        """What comes beside the status is of no use to us: a little is read, never unpacked, and no failure counts."""
        length = 0
        soon = asyncio.get_running_loop().time() + BODY_SECONDS
        try:
            async with asyncio.timeout_at(min(deadline, soon)):
                async for chunk in response.aiter_raw(4_096):
                    length += len(chunk)
                    if length >= self._settings.answer_bytes:
                        break
        except (TimeoutError, httpx.HTTPError, OSError):
            pass
        finally:
            await response.aclose()


def _client(settings: WebhookSettings) -> httpx.AsyncClient:
    transport = httpx.AsyncHTTPTransport(
        verify=_trust(settings.ca_file),
        trust_env=False,
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
    )
    return httpx.AsyncClient(
        transport=transport,
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(settings.total_seconds, connect=settings.connect_seconds),
        headers={
            "user-agent": "dianzhang-webhooks/1",
            "content-type": "application/json",
            "accept": "*/*",
            "accept-encoding": "identity",
            "connection": "close",
        },
    )


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    context = httpx.create_ssl_context(trust_env=False)
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context


def _failed(outcome: Outcome, error: str) -> Answer:
    return Answer(outcome=outcome, error=error)


def _said(error: Exception) -> tuple[Outcome, str]:
    if isinstance(error, httpx.ConnectError):
        cause = "its certificate is not good" if "certificate" in str(error).lower() else "no connection"
        return "unreachable", f"It cannot be reached: {cause}."
    return "failed", "The connection broke off, or what came back is not HTTP."
