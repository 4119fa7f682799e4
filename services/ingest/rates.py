"""How fast a key may send: a token bucket as values, with the clock passed in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """What a key may send: `per_second` events for good, up to `burst` at once; 0 per second means no limit."""

    per_second: float
    burst: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """What a key has left at a moment (seconds since the epoch); a large batch may leave it below zero."""

    tokens: float
    at: float


def filled(bucket: Bucket | None, rate: Rate, now: float) -> Bucket:
    """The bucket as of now: full at first, refilled since; a clock set back gives nothing and takes nothing."""
    if bucket is None:
        return Bucket(rate.burst, now)
    gained = max(0.0, now - bucket.at) * rate.per_second
    return Bucket(min(rate.burst, bucket.tokens + gained), now)


def wait_seconds(bucket: Bucket, rate: Rate, cost: float) -> float:
    """0 when `cost` events may pass now, else the seconds until then; more than a burst waits for a full bucket."""
    missing = min(cost, rate.burst) - bucket.tokens
    return max(0.0, missing / rate.per_second) if rate.per_second else 0.0


def spent(bucket: Bucket, cost: float) -> Bucket:
    """The bucket after `cost` events."""
    return Bucket(bucket.tokens - cost, bucket.at)
