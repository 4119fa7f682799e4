"""A target goes down to people, sources and items (planning.md P8; story S10)."""

from hypothesis import given
from hypothesis import strategies as st

from services.planner import shares
from services.planner.shares import Role

ROLES = [Role("r1", "PRO", "p1"), Role("r2", "PRO", "p2"), Role("r3", "PRO", "p1")]


def test_a_person_with_two_of_three_roles_carries_two_thirds() -> None:
    assert shares.persons(10_000, ROLES, {}) == {"p1": 6_667, "p2": 3_333}


def test_weights_of_persons_come_before_their_roles() -> None:
    assert shares.persons(10_000, ROLES, {"p2": 3, "p1": 1}) == {"p1": 2_500, "p2": 7_500}


def test_sales_belong_to_operations_until_the_shop_says_otherwise() -> None:
    assert shares.departments(100, {}) == {"OPS": 100}
    assert shares.departments(100, {"PRO": 3, "DES": 1}) == {"PRO": 75, "DES": 25}


def test_sources_take_their_share_of_the_last_28_days() -> None:
    assert shares.sources(300_000, {}, {"search": 20, "ppc": 10, "coins": 0}) == {
        "search": 200_000,
        "ppc": 100_000,
    }
    assert shares.sources(300_000, {"ppc": 1}, {"search": 20}) == {"ppc": 300_000}
    assert shares.sources(300_000, {}, {}) == {}


def test_main_items_go_by_name_and_everything_else_is_rest() -> None:
    assert shares.items(1_000, {}, {"i1": 30, "i2": 50}, ["i1"], 100) == {"i1": 300, "rest": 700}
    assert shares.items(1_000, {}, {}, ["i1"], 0) == {}
    assert shares.main_items([], {"i1": 30, "i2": 50}) == ("i2",)
    assert shares.main_items(["i9"], {"i1": 30}) == ("i9",)


def test_every_department_passes_its_target_on_to_its_people() -> None:
    roles = [*ROLES, Role("o1", "OPS", "p3")]
    parts = shares.all_persons({"PRO": 100, "OPS": 50, "CS": 20}, roles, {})
    assert parts == {("PRO", "p1"): 67, ("PRO", "p2"): 33, ("OPS", "p3"): 50}


@given(st.integers(0, 10**12), st.dictionaries(st.text(max_size=2), st.integers(0, 10**9), min_size=1))
def test_nothing_is_lost_on_the_way_to_sources_and_items(total: int, sold: dict[str, int]) -> None:
    by_source = shares.sources(total, {}, sold)
    assert sum(by_source.values()) == (total if by_source else 0)
    by_item = shares.items(total, {}, sold, sorted(sold)[:3], sum(sold.values()))
    assert sum(by_item.values()) == (total if sum(sold.values()) else 0)
