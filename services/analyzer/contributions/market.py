"""What a look at a competing item adds: that somebody looked, and how its price moved (metrics.md M10)."""

from fractions import Fraction

from services.analyzer.deltas import SHOP, Contributions
from services.analyzer.entities.peers import Move
from services.analyzer.panes import ROWS

DAILY, FAMILY = "d", "moves"
MILLION = 1_000_000
UNKNOWN = "-"  # a price that was nothing before has no relative move


def price_moves(name: str, at: int, move: Move | None) -> Contributions:
    """What the look of one day adds; a move is named by its way, its item and its size in millionths."""
    out = Contributions()
    out.total(FAMILY, DAILY, at, [SHOP], ROWS, 1)
    if move is not None:
        way = "up" if move.after > move.before else "down"
        out.total(FAMILY, DAILY, at, [SHOP], f"{way} {relative(move)} {name}", 1)
    return out


def relative(move: Move) -> str:
    """The relative move in whole millionths, rounded half-up away from zero."""
    if move.before == 0:
        return UNKNOWN
    exact = Fraction(move.after - move.before, move.before) * MILLION
    size = (2 * abs(exact) + 1) // 2
    return str(int(size) if exact > 0 else -int(size))
