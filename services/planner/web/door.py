"""Who may open the pages: a signed link becomes a session cookie; writes need the cookie's own token."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.runtime.access import links
from services.runtime.clock import Clock
from services.runtime.problems import Problem

SESSION = timedelta(days=30)


class Door:
    """Reads links and sessions with the installation's page secret."""

    def __init__(self, secret: bytes, clock: Clock, *, is_secure: bool) -> None:
        """`is_secure` sends the cookie over https only."""
        self._secret, self._clock, self._is_secure = secret, clock, is_secure

    def person(self, request: Request) -> str | None:
        """Who holds the session of this request; None without a good one."""
        session = links.read_session(self._secret, request.cookies.get(links.COOKIE, ""), self._clock.now())
        return None if session is None else session.person_id

    def csrf(self, request: Request) -> str:
        """The token that a form of this session sends along."""
        return links.csrf_token(self._secret, request.cookies.get(links.COOKIE, ""))

    def require_csrf(self, request: Request, token: str) -> None:
        """403 when a write did not come from a page of this session."""
        if not links.is_csrf_token(self._secret, request.cookies.get(links.COOKIE, ""), token):
            raise Problem(403, "csrf", "This form is from another session: open the page again.")

    def admit(self, token: str, rest: str) -> Response | None:
        """The answer that turns a good link into a session and leads to the page without it."""
        now = self._clock.now()
        link = links.read_link(self._secret, token, now)
        if link is None:
            return None
        until = min(link.expires_at, now + SESSION)
        answer = RedirectResponse(rest or "./", 303)
        value = links.sign_session(self._secret, link.person_id, until)
        answer.set_cookie(
            links.COOKIE,
            value,
            **links.cookie_options(links.Pass(link.person_id, until), now, self._is_secure),
        )
        return answer
