"""The catalogue of metrics: one entry for each identifier of metrics.md M1-M13, and how a row of one is named."""

from collections.abc import Mapping
from hashlib import blake2b

from services.contracts.catalogue import (
    adverts,
    aftersale,
    costs,
    customers,
    guard,
    health,
    items,
    keywords,
    market,
    pages,
    plan,
    sales,
    service,
    traffic,
    work,
)
from services.contracts.catalogue.entry import Band, Metric

__all__ = ["CATALOGUE", "SECTIONS", "Band", "Metric", "metric_row_id", "row_id", "scope_names"]

ID_MAX = 128
NO_TEXT = "\x00"

# In the order of metrics.md.
SECTIONS = (
    sales,
    traffic,
    pages,
    adverts,
    costs,
    keywords,
    customers,
    items,
    service,
    aftersale,
    guard,
    market,
    work,
    plan,
    health,
)

CATALOGUE: dict[str, Metric] = {metric.id: metric for section in SECTIONS for metric in section.METRICS}


def metric_row_id(
    metric: str, scope: Mapping[str, str], kind: str, start: str, revision: int, is_final: bool
) -> str:
    """The `id` of a metric row, made from its key so that a repeated row is the same to the byte.

    `kind` is the window kind, for rolling windows its length (`r7`, `r10m`); `start` is the window's start as text.
    An id has at most 128 characters (E1): a scope that is too long or holds separators is said by its digest.
    """
    return row_id(metric, *scope_names(scope), f"{kind}:{start}", revision_name(revision, is_final))


def row_id(metric: str, where: str, digest: str, window: str, revision: str) -> str:
    """The same from the names of a scope (`scope_names`) and a revision, and `kind:start` of a window."""
    if where != NO_TEXT:
        name = f"{metric}:{where}:{window}:{revision}"
        if len(name) <= ID_MAX:
            return name
    return f"{metric}:~{digest}:{window}:{revision}"


def revision_name(revision: int, is_final: bool) -> str:
    """A revision as ids name it."""
    return f"{revision}:{'final' if is_final else 'current'}"


def scope_names(scope: Mapping[str, str]) -> tuple[str, str]:
    """A scope as text, or `NO_TEXT` where it holds separators, and as a digest."""
    keys = [key for key in sorted(scope) if key != "shop_id"]
    where = ",".join(f"{key}={scope[key]}" for key in keys)
    is_plain = (
        where.count(",") == max(0, len(keys) - 1) and where.count("=") == len(keys) and ":" not in where
    )
    pairs = "\x00".join(f"{key}\x00{scope[key]}" for key in keys)
    return where if is_plain else NO_TEXT, blake2b(pairs.encode(), digest_size=16).hexdigest()
