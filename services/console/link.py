"""Signed links that open the pages for one person."""

from datetime import timedelta

from sqlalchemy import Engine

from services.runtime.access.links import link_url, sign_link
from services.runtime.access.secret import page_secret
from services.runtime.clock import SystemClock

VALID = timedelta(days=7)


def page_link(access: Engine, planner: str, person_id: str) -> str:
    """An address that opens the planner's pages for `person_id`, good for a week."""
    return link_url(planner, sign_link(page_secret(access), person_id, SystemClock().now() + VALID))
