from services.analyzer.agents.current import CurrentRows
from services.analyzer.agents.outputs import Written
from services.analyzer.agents.owned import Held, Owned
from services.analyzer.agents.rolling import Feeder
from services.analyzer.engine.aggregator import OutputRecord
from services.analyzer.engine.partition import Partition
from tests.analyzer.agents.broker import App, Counts, Event


def counted(held: Held[Counts]) -> list[OutputRecord]:
    return [OutputRecord("rows", b"s1", b"%d" % len(held.fold.seen))]


async def test_a_loaded_state_says_nothing_until_a_record_was_counted_on_it() -> None:
    app, owned, fold = App(), Owned[Counts](), Counts()
    owned.partitions[0] = Held(Partition(fold), fold)
    current = CurrentRows(app, owned, counted, {"rows": "rows.here"}, 0.5, lambda: 0.0)
    await current.round()
    assert app.producer.log == []
    await Feeder(app, owned, "tick", 100, 1 << 20).feed([Event(app, 0)])
    await current.round()
    assert app.producer.log[0] == ("sent", Written("rows.here", b"s1", b"1", None))
