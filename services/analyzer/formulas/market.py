"""Market and launch (metrics.md M10)."""

from services.analyzer.formulas.formula import Formula, total
from services.analyzer.values import Value, ratio
from services.analyzer.views import View


def fav_cart_rate(view: View) -> Value:
    """Visitors who favourited and visitors who added to cart, each once, over the visitors of the item."""
    return ratio(view.count("favourers") + view.count("carters"), view.count("item_viewers"))


FORMULAS: dict[str, Formula] = {
    "fav_cart_rate": Formula("s", ("item_viewers", "favourers", "carters"), fav_cart_rate),
    "favorites": total("favorites"),
    "cart_adds": total("cart_adds"),
}
