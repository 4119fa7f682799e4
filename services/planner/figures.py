"""How a figure is printed: the same number is printed the same way everywhere (real minus, fixed decimals)."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from services.planner.sheet import Ratio
from services.planner.split import half_up

MINUS, DASH, TIMES = "−", "—", "×"
WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def decimal(value: Fraction, places: int, *, signed: bool = False) -> str:
    """`value` rounded half-up with thousands separators and a real minus; `signed` also writes the plus."""
    scaled = int(half_up(value * 10**places))
    whole, rest = divmod(abs(scaled), 10**places)
    text = f"{whole:,}" + (f".{rest:0{places}d}" if places else "")
    sign = MINUS if scaled < 0 else "+" if signed and scaled > 0 else ""
    return sign + text


def money(minor: int | None, exponent: int, *, signed: bool = False) -> str:
    """Minor units in main units; a dash when not known."""
    return DASH if minor is None else decimal(Fraction(minor, 10**exponent), exponent, signed=signed)


def money_ratio(ratio: Ratio | None, exponent: int) -> str:
    """Minor units per something, in main units."""
    if ratio is None:
        return DASH
    return decimal(Fraction(ratio.numerator, ratio.denominator * 10**exponent), exponent)


def percent(ratio: Ratio | None, places: int = 1) -> str:
    """`81.7 %`."""
    return (
        DASH if ratio is None else decimal(Fraction(100 * ratio.numerator, ratio.denominator), places) + " %"
    )


def plain(ratio: Ratio | None, places: int = 2) -> str:
    """A bare ratio such as an ROI."""
    return DASH if ratio is None else decimal(Fraction(ratio.numerator, ratio.denominator), places)


def count(number: int | Ratio | None) -> str:
    """A whole number, or a mean rounded to one."""
    if number is None:
        return DASH
    value = Fraction(number) if isinstance(number, int) else Fraction(number.numerator, number.denominator)
    return decimal(value, 0)


def day_name(day: date, language: str, *, long: bool = False) -> str:
    """`Thu 26 Nov` or `11月26日 周四`."""
    week = WEEKDAYS[language][day.weekday()]
    if language == "zh":
        return f"{day.month}月{day.day}日 周{week}"
    return f"{week} {day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if long else "")


def month_name(month: str, language: str) -> str:
    """`November` of a `YYYY-MM`."""
    first = date.fromisoformat(f"{month}-01")
    return f"{first.month} 月" if language == "zh" else first.strftime("%B")


def clock(moment: datetime | None) -> str:
    """`09:30`."""
    return DASH if moment is None else moment.strftime("%H:%M")


def deadline(moment: datetime, now: datetime, language: str) -> str:
    """The time today, the day with its time otherwise."""
    if moment.date() == now.date():
        return clock(moment)
    return f"{day_name(moment.date(), language)} {clock(moment)}"
