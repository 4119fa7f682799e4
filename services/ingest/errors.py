"""What ingest answers when a whole request fails; each says whether trying again can help."""

from services.runtime.problems import Problem

CLOSE = {"Connection": "close"}  # what is left of the body is not read


def too_large(limit: int) -> Problem:
    """The body, sent or unpacked, is over the limit; nothing of it was looked at."""
    return Problem(
        413, "too_large", f"A request holds at most {limit:,} bytes, unpacked: send smaller batches.", CLOSE
    )


def too_many(limit: int) -> Problem:
    return Problem(413, "too_many_events", f"A request holds at most {limit:,} events: send smaller batches.")


def too_slow(seconds: float) -> Problem:
    return Problem(408, "too_slow", f"The body did not arrive within {seconds:g} s.", CLOSE)


def broken_off() -> Problem:
    return Problem(400, "broken_off", "The body broke off before its end.", CLOSE)


def unknown_encoding() -> Problem:
    return Problem(415, "unknown_encoding", "Content-Encoding may be gzip or identity.", CLOSE)


def not_gzip() -> Problem:
    return Problem(400, "not_gzip", "The body is not the gzip stream that Content-Encoding promises.", CLOSE)


def unknown_media_type(known: tuple[str, ...]) -> Problem:
    return Problem(415, "unknown_media_type", "Send one of: " + ", ".join(known) + ".", CLOSE)


def not_a_writer() -> Problem:
    return Problem(403, "forbidden", "This key may not write events.")


def too_fast(wait_seconds: int) -> Problem:
    """Nothing was accepted; after the wait the same request passes if the key sends nothing else."""
    return Problem(
        429,
        "too_fast",
        f"This key is over its rate: try again in {wait_seconds} s.",
        {"Retry-After": str(wait_seconds)},
    )


def not_stored(wait_seconds: int) -> Problem:
    """The outcome is unknown: the client sends the same ids again and each counts once."""
    return Problem(
        503,
        "not_stored",
        f"The stream did not confirm in time: send the same events again in {wait_seconds} s; each counts once.",
        {"Retry-After": str(wait_seconds)},
    )


def unknown_quarantine() -> Problem:
    return Problem(404, "not_found", "No refused event has this id.")


def already_replayed() -> Problem:
    return Problem(409, "already_replayed", "This event was replayed and accepted before.")


def unknown_schema() -> Problem:
    return Problem(404, "unknown_type", "No event has this name: GET /v1/schemas lists them all.")


def shop_invalid(message: str) -> Problem:
    return Problem(422, "shop_invalid", message)
