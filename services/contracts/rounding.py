"""How an exact fraction is shown in a row: half-up to 6 decimals (metrics.md M0)."""

MILLION = 1_000_000


def rounded(numerator: int, denominator: int) -> int | float:
    """A fraction rounded half-up (away from zero) to 6 decimals; a whole result stays an integer."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    scaled = (2 * abs(numerator) * MILLION + abs(denominator)) // (2 * abs(denominator))
    whole, rest = divmod(scaled, MILLION)
    return sign * whole if rest == 0 else sign * scaled / MILLION
