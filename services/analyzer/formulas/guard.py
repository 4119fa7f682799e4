"""The promo guard (metrics.md M9)."""

from services.analyzer.formulas.formula import Formula, distinct, total

FORMULAS: dict[str, Formula] = {
    "promo_orders": distinct("orders", "g"),
    "promo_units": total("units", "g"),
    "below_floor_orders": distinct("below_orders", "g")._replace(needs=("below_units",)),
    "below_floor_units": total("below_units", "g"),
    "promo_loss": total("loss", "g"),
    "promo_loss_pending": total("pending_loss", "g")._replace(beside={"t": (("promo_id",), ("item_id",))}),
    "buyer_promo_units": total("buyer_units", "g")._replace(beside={"t": (("buyer_id", "promo_id"),)}),
}
