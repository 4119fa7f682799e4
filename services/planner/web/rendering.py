"""A `MorningView` as HTML: the whole page, or its sections one by one for what runs live."""

from __future__ import annotations

import re
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from services.planner import figures
from services.planner.sheet import MorningView, Ratio, Words
from services.planner.web.drawing import Charts, Drawing, Fall, draw
from services.planner.web.wording import label, said

HERE = Path(__file__).parent
SECTIONS = ("verdict", "explain", "today", "month", "items", "alerts", "left", "shares", "data")
NUMBER = re.compile(r"([−+]?\d[\d,]*(?:\.\d+)?)")


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What surrounds the view: language, who reads, where the links lead."""

    language: str
    shop: str = ""
    person: str = ""
    csrf: str = ""
    here: str = "."
    events: str = "events"
    other_language: str = "?"
    before: str | None = None
    after: str | None = None
    shops: tuple[str, ...] = ()
    is_saved: bool = False
    fall: Fall = Fall()
    today: Drawing = Drawing()
    month: Drawing = Drawing()


@cache
def environment() -> Environment:
    """The templates; an unknown name is an error, everything is escaped."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def version() -> str:
    """Changes when a static file does, so that browsers may keep them."""
    files = sorted((HERE / "static").iterdir())
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def whole_page(view: MorningView, page: Page) -> str:
    """The page as a document."""
    return environment().get_template("morning.html").render(_context(view, with_charts(page, view)))


def sections(view: MorningView, page: Page) -> dict[str, str]:
    """The inside of each section by its id."""
    context = _context(view, with_charts(page, view))
    return {name: environment().get_template(f"{name}.html").render(context) for name in SECTIONS}


def link_page(language: str) -> str:
    """What somebody without a link sees."""
    page = Page(language=language)
    return (
        environment().get_template("link.html").render(p=page, t=partial(_label, language), version=version())
    )


def with_charts(page: Page, view: MorningView) -> Page:
    """The page with its drawings."""
    charts: Charts = draw(view, page.language)
    return msgspec.structs.replace(page, fall=charts.fall, today=charts.today, month=charts.month)


def coloured(language: str, words: Words, state: str = "") -> Markup:
    """A sentence with its money coloured: what is missing red, what was gained green."""
    parts = NUMBER.split(said(words, language))
    first_is_loss = state == "missed"
    marked = [escape(parts[0])]
    for place in range(1, len(parts), 2):
        tone = _tone_of(parts[place], first_is_loss and place == 1 and "." in parts[place])
        number = escape(parts[place])
        marked += [Markup('<span class="{}">{}</span>').format(tone, number) if tone else number]
        marked += [escape(parts[place + 1])]
    return Markup("").join(marked)


def _tone_of(number: str, is_loss: bool) -> str:
    if number.startswith(figures.MINUS) or is_loss:
        return "loss"
    return "gain" if number.startswith("+") else ""


def _context(view: MorningView, page: Page) -> dict[str, Any]:
    language, exponent = page.language, view.exponent if view.plan_metric == "gmv" else 0
    return {
        "v": view,
        "p": page,
        "version": version(),
        "t": partial(_label, language),
        "say": lambda words: said(words, language),
        "coloured": partial(coloured, language),
        "amount": lambda minor, signed=False: figures.money(minor, exponent, signed=signed),
        "money_ratio": lambda ratio: figures.money_ratio(ratio, view.exponent),
        "percent": figures.percent,
        "plain": figures.plain,
        "count": figures.count,
        "factor": partial(_factor, view.exponent),
        "tone": lambda number: "loss" if number < 0 else "gain" if number > 0 else "",
        "day_name": lambda day, long=False: figures.day_name(day, language, long=long),
        "month_name": lambda month: figures.month_name(month, language),
        "deadline": lambda moment: figures.deadline(moment, view.now, language),
    }


def _label(language: str, name: str) -> str:
    return label(name, language)


def _factor(exponent: int, name: str, ratio: Ratio | None) -> str:
    if name == "visitors":
        return figures.count(ratio)
    return figures.percent(ratio, 2) if name == "conversion" else figures.money_ratio(ratio, exponent)
