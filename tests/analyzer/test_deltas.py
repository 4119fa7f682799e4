from services.analyzer.deltas import SHOP, Contributions, together

AT = 1_700_000_000


def sold(amount: int) -> Contributions:
    out = Contributions()
    out.total("s", "d", AT, [SHOP], "gmv", amount)
    return out


def test_what_parts_add_together_leaves_each_part_as_it_was():
    parts = [sold(900), sold(100)]
    assert together(parts) == sold(1000)
    assert parts == [sold(900), sold(100)]


def test_the_whole_of_a_single_part_is_not_the_part():
    part = sold(900)
    together([part]).total("s", "d", AT, [SHOP], "gmv", 1)
    assert part == sold(900)


def test_no_part_adds_nothing():
    assert together([]) == Contributions()
