"""Builds metric rows as they lie on the stream."""

import msgspec


def line(
    value: float | None = 1,
    *,
    metric: str = "gmv",
    day: str = "2026-11-19",
    kind: str = "day",
    is_final: bool = False,
    revision: int = 1,
    shop: str = "s1",
    **more: object,
) -> bytes:
    """One line; `scope` members beside the shop and further fields of `data` by name."""
    scope = {"shop_id": shop, **more.pop("scope", {})}
    start = day if "T" in day else f"{day}T00:00:00+08:00"
    data = {
        "metric": metric,
        "metric_zh": "成交额",
        "scope": scope,
        "window": {"kind": kind, "start": start, "end": start},
        "unit": "money",
        "basis": "stream",
        "is_final": is_final,
        "revision": revision,
        **more,
    }
    if value is not None:
        data["value"] = value
    envelope = {"specversion": "1.0", "id": "x", "source": "/analyzer", "type": "metric.rolled"}
    return msgspec.json.encode({**envelope, "time": "2026-11-19T00:00:00Z", "shopid": shop, "data": data})
