"""From the query string of GET .../metrics to a question, every mistake by the name of its parameter."""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from services.analyzer.errors import WrongParameter
from services.analyzer.history.question import Place, Question, State
from services.analyzer.routes.scopes import key_sets, narrowing, split_by
from services.analyzer.routes.times import moment
from services.contracts.metrics import CATALOGUE
from services.contracts.vocabulary import values

PARAMETERS = ("metric", "window", "from", "to", "by", "state", "revision", "next", "limit", "format")
ROLLING = re.compile(r"r[1-9][0-9]{0,2}m?")
FEW, MANY = 1_000, 10_000
Where = TypeVar("Where", bound=tuple[object, ...])


class Asked(NamedTuple):
    """The parameters with a meaning of their own, as they came."""

    metric: str | None
    window: str | None
    start: str | None
    end: str | None
    by: str | None
    state: str
    revision: str | None
    after: str | None
    limit: int


def question(shop_id: str, zone: ZoneInfo, asked: Asked, query: Iterable[tuple[str, str]]) -> Question:
    """What is asked about a shop; `query` are all members of the query string.

    Raises:
        WrongParameter: naming the first one that is wrong.
    """
    by, narrowed = split_by(asked.by), narrowing(query, PARAMETERS)
    return Question(
        shop_id=shop_id,
        metrics=metrics(asked.metric),
        window_kind=window_kind(asked.window),
        start=moment("from", asked.start, zone),
        end=moment("to", asked.end, zone),
        scope_keys=key_sets(by, narrowed),
        narrowed=narrowed,
        state=_state(asked.state),
        is_every_revision=_is_every_revision(asked.revision),
        after=None if asked.after is None else place(asked.after, Place),
        limit=asked.limit,
    )


def metrics(text: str | None) -> tuple[str, ...]:
    """The identifiers in `metric`, each once."""
    names = tuple(dict.fromkeys(name.strip() for name in (text or "").split(",") if name.strip()))
    if not names:
        raise WrongParameter("metric", "name one metric or several by commas, as in metric=gmv,orders")
    for name in names:
        if name not in CATALOGUE:
            raise WrongParameter("metric", f"{name!r} is not in the catalogue (GET /v1/metrics/catalogue)")
    return names


def window_kind(text: str | None) -> str:
    """A window kind of the glossary; a rolling one by its length."""
    kinds = [kind for kind in values("window_kind") if kind != "rolling"]
    if text is None or (text not in kinds and not ROLLING.fullmatch(text)):
        said = "is missing" if text is None else f"{text!r} is no window kind"
        raise WrongParameter(
            "window", f"{said}; there are {', '.join(kinds)}, and r7 (days) or r10m (minutes)"
        )
    return text


def _state(text: str) -> State:
    try:
        return State(text)
    except ValueError:
        raise WrongParameter("state", f"{text!r} is none of {', '.join(State)}") from None


def _is_every_revision(text: str | None) -> bool:
    if text not in {None, "all", "newest"}:
        raise WrongParameter("revision", f"{text!r} is neither all nor newest")
    return text == "all"


def token(at: tuple[object, ...]) -> str:
    """The `next` of an answer that ended at a place."""
    return urlsafe_b64encode(msgspec.json.encode(at)).decode().rstrip("=")


def place(text: str, kind: type[Where]) -> Where:
    """The place in a `next` that an answer gave."""
    try:
        return msgspec.json.decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=kind)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise WrongParameter("next", "take it unchanged from the answer before") from None
