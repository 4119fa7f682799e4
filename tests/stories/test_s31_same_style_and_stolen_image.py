"""S31: a peer asks less for the same style, and shows our image."""

from tests.stories.market import list_item, look
from tests.stories.player import Player

FRIDAY = "2026-11-20T00:00:00+08:00"


def seen_at(price: int) -> Player:
    play = Player().at("2026-11-20T10:00:00+08:00")
    list_item(play, "i1", 23_800)
    said = {"same_style_of": "i1", "units_sold_7d": 35, "image_stolen": True}
    look(play, "k_x", "z9", "2026-11-20", price, **said)
    return play.leap_to("2026-11-21T00:03:00+08:00")


def test_226_10_is_95_percent_of_238_00_and_35_units_went_there():
    play = seen_at(22_610)
    row = play.final_row("peer_price_ratio", "day", FRIDAY, item_id="i1")
    assert (row["value"], row["parts"]["peer_item"]) == (0.95, "k_x z9")
    assert play.final("peer_units_sold", "day", FRIDAY, item_id="i1") == 35
    assert play.final("stolen_images", "day", FRIDAY, item_id="i1") == 1


def test_230_86_is_exactly_97_percent():
    row = seen_at(23_086).final_row("peer_price_ratio", "day", FRIDAY, item_id="i1")
    assert row["numerator"] * 100 == row["denominator"] * 97
    assert row["value"] == 0.97
