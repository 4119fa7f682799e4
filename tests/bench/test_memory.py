from tests.bench import census, costs
from tests.bench.crowd import records
from tests.bench.memory import lived, series
from tests.bench.weighing import Scales

FEW = 120


def test_what_is_held_after_a_day_and_a_morning_weighs_what_the_model_says() -> None:
    """The model is made of such weights; a change of how things are held shows here first."""
    partition, fold, events = lived(FEW, FEW, FEW)
    held, weights = census.counted(partition, fold), census.weighed(partition, fold)
    assert events == 4 * (FEW + FEW // 5)
    assert held["visitor, packed"] + held["visitor, open"] == FEW
    assert held["item day, packed"] > FEW
    own = ("shop", "rank")  # of which a shop has about as many whatever its size, or holds them with others
    numerous = [name for name, number in held.items() if number >= FEW and not name.startswith(own)]
    told = {name: (weights[name], costs.COSTS[name]) for name in numerous}
    assert {name: pair for name, pair in told.items() if not 0.7 < pair[0] / pair[1] < 1.3} == {}
    assert 0 < series(fold) < 2000


def test_every_thing_that_a_shop_holds_is_in_a_row_of_the_model() -> None:
    partition, fold, _ = lived(3, 2, 1)
    assert costs.predicted(census.counted(partition, fold)) > 0


def test_an_object_is_weighed_once_with_all_that_hangs_on_it() -> None:
    name, scales = "a name that is not interned " * 3, Scales()
    first = scales.weigh([name, {name: [name]}])
    assert first > len(name)
    assert 0 < scales.weigh([name]) < len(name)


def test_the_crowd_is_the_same_each_time_and_comes_in_order() -> None:
    first, second = list(records(7, 5, 3)), list(records(7, 5, 3))
    assert first == second
    assert [record.offset for record in first] == list(range(len(first)))
