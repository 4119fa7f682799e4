"""The mean of the industry beside a figure, where one is set (`benchmark.set`): what rules call category mean."""

from fractions import Fraction

from services.analyzer.entities.items import Item
from services.analyzer.formulas.formula import Formula
from services.analyzer.moments import SECOND
from services.analyzer.values import Value
from services.analyzer.views import View
from services.contracts.rounding import rounded


def beside_mean(metric: str, formula: Formula) -> Formula:
    """The same formula, with the mean in force at the window's end beside its figure."""

    def compute(view: View) -> Value:
        value, mean = formula.compute(view), _mean(metric, view)
        if mean is None:
            return value
        return value._replace(beside={**(value.beside or {}), "benchmark": rounded(*mean.as_integer_ratio())})

    return formula._replace(compute=compute)


def _mean(metric: str, view: View) -> Fraction | None:
    """That of the word, then of the item's category, then of all; the shop and its sources have none."""
    named = dict(view.scope)
    word, category = named.get("keyword", ""), _category(view, named.get("item_id"))
    if not word and "item_id" not in named:
        return None
    places = dict.fromkeys(((category, word), ("", word), (category, ""), ("", "")))
    means = (view.known.benchmark(metric, view.end - 1, category=c, keyword=w) for c, w in places)
    return next((mean for mean in means if mean is not None), None)


def _category(view: View, item_id: str | None) -> str:
    item: Item | None = view.known.get("item", item_id) if item_id else None
    listing = None if item is None else item.listing(view.end * SECOND - 1)
    return "" if listing is None else listing.said["category"] or ""
