from tests.data.figures import Expected, Found, Key, Said, differences, is_printed

DAY, NEXT, AFTER = "2020-02-01", "2020-02-02", "2020-02-03"


def two_days() -> Found:
    def key(metric: str, day: str) -> Key:
        return Key(metric, "day", (), day)

    return {
        key("orders", DAY): Said(3),
        key("orders", NEXT): Said(4),
        key("conversion", DAY): Said(0.5, 1, 2),
        key("conversion", NEXT): Said(0.25, 1, 4),
        key("roi", DAY): Said(None, 7, 0),
        key("roi", NEXT): Said(0.34, 1, 3),
    }


def test_figures_that_are_as_published_give_no_words():
    expected = [
        Expected("orders", "day", DAY, 3),
        Expected("orders", "day", DAY, 7, until=AFTER),
        Expected("orders", "day", AFTER, None),
        Expected("conversion", "day", NEXT, 1, 4, printed="0.25"),
        Expected("conversion", "day", DAY, 2, 6, until=AFTER, printed="0.333333"),
        Expected("roi", "day", DAY, 7, 0),
    ]
    assert differences(two_days(), expected) == []


def test_every_figure_that_is_not_as_published_is_named():
    expected = [
        Expected("orders", "day", DAY, 4),
        Expected("orders", "day", DAY, 8, until=AFTER),
        Expected("orders", "day", NEXT, None),
        Expected("orders", "day", AFTER, 0),
        Expected("orders", "day", DAY, 3, scope=(("item_id", "i1"),)),
        Expected("conversion", "day", DAY, 1, 3),
        Expected("conversion", "day", DAY, 1, 2, printed="0.51"),
        Expected("conversion", "day", DAY, 3, 6, until=AFTER),
        Expected("roi", "day", NEXT, 1, 3),
        Expected("stock_state", "day", DAY, None, label="out"),
    ]
    assert len(differences(two_days(), expected)) == len(expected)


def test_a_published_ratio_holds_to_half_a_unit_of_its_last_digit():
    assert is_printed(1, 3, "0.333333")
    assert is_printed(1, 2, "0.5")
    assert is_printed(1, 8, "0.12")
    assert is_printed(1, 8, "0.13")
    assert not is_printed(1, 3, "0.333334")
    assert not is_printed(1, 3, "0.34")
