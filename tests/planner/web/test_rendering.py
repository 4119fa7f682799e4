"""What the morning page says, and that it says the same number the same way everywhere."""

import re
from itertools import pairwise

import msgspec
import pytest

from services.planner import figures
from services.planner.sheet import Ratio, Words
from services.planner.web.charts.waterfall import steps
from services.planner.web.rendering import SECTIONS, Page, coloured, sections, whole_page
from services.planner.web.wording import LABELS, language_of
from tests.planner.web.worked_example import explanation, view


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_worked_example_stands_on_the_page_to_the_minor_unit(language: str) -> None:
    said = text_of(sections(view(), Page(language=language))["explain"])
    for number in ("−326.67", "−436.67", "+123.34", "−640.00", "+195.00", "−105.00", "+90.00", "−550.00"):
        assert number in said


def test_the_replanned_days_of_the_month_stand_on_the_page() -> None:
    said = text_of(sections(view(), Page(language="en"))["left"])
    for number in ("10,869.57", "14,130.43", "50,000.00", "46,000.00"):
        assert number in said


def test_the_bars_of_the_waterfall_lead_from_target_to_actual() -> None:
    rows = {
        f"{s.traffic_source}.{f.factor}": float(n)
        for s in explanation().sources
        for n, f in enumerate(s.factors)
    }
    bars = steps(explanation(), rows)
    assert (bars[0].start, bars[-1].end) == (300_000, 245_000)
    assert all(first.end == then.start for first, then in pairwise(bars))


def test_the_page_needs_nothing_from_outside() -> None:
    html = whole_page(view(), Page(language="en"))
    outside = set(re.findall(r"(?:src|href|url)=?[\"'(]+(https?:[^\"')]+)", html)) - {
        "http://www.w3.org/2000/svg"
    }
    assert outside == set()


def test_the_verdict_is_the_only_first_heading() -> None:
    html = whole_page(view(), Page(language="en"))
    assert re.findall(r"<h1>(.*?)</h1>", html, re.DOTALL)[0].startswith("Yesterday missed by")
    assert html.count("<h1") == 1


def test_a_name_that_looks_like_markup_stays_text() -> None:
    evil = msgspec.structs.replace(view(), shop_id="<script>alert(1)</script>")
    assert "<script>alert" not in whole_page(evil, Page(language="en"))


def test_every_section_can_be_sent_alone() -> None:
    assert set(sections(view(), Page(language="zh"))) == set(SECTIONS)


def test_a_shop_without_a_plan_is_asked_one_question() -> None:
    empty = msgspec.structs.replace(
        view(), explanation=None, verdict=msgspec.structs.replace(view().verdict, state="no_plan")
    )
    html = whole_page(empty, Page(language="en", csrf="c"))
    assert "How much should this month bring?" in html
    assert html.count("<form") == 1


def test_missing_money_is_red_and_gained_money_green() -> None:
    marked = coloured("en", Words("", "missed by 550.00: −436.67, a net +90.00"), "missed")
    assert marked.count('class="loss"') == 2
    assert marked.count('class="gain"') == 1


def test_figures_are_printed_with_a_real_minus_and_fixed_decimals() -> None:
    assert figures.money(-55_000, 2, signed=True) == "−550.00"
    assert figures.money(1_234_567, 2) == "12,345.67"
    assert figures.money(9_000, 2, signed=True) == "+90.00"
    assert figures.money(None, 2) == "—"
    assert figures.money(1005, 0) == "1,005"
    assert figures.percent(Ratio(2450, 3000)) == "81.7 %"


def test_the_browser_decides_the_language_unless_the_reader_did() -> None:
    assert language_of("en-GB,en;q=0.9,zh;q=0.8") == "en"
    assert language_of("fr,zh-CN;q=0.5,en;q=0.4") == "zh"
    assert language_of("en", "zh") == "zh"
    assert language_of(None) == "zh"


def test_every_label_exists_in_both_languages() -> None:
    assert all(words.zh and words.en for words in LABELS.values())
