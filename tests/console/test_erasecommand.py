import pytest

from services.console.erasecommand import Erasure, run
from services.console.errors import ConsoleError
from tests.console.door import Door


def test_one_erasure_is_sent_with_the_ids_that_the_shop_knows(door: Door) -> None:
    erasure_id = run(Erasure("b1", "u1", "s9", "p_ops"), door.url, "key")
    [event] = door.of_type("buyer.erased")
    ids = {"buyer_id": "b1", "visitor_id": "u1", "person_id": "p_ops"}
    assert event["data"] == {"erasure_id": erasure_id, **ids}
    assert event["shopid"] == "s9"


def test_each_erasure_is_one_of_its_own(door: Door) -> None:
    first, second = (run(Erasure("b1", None), door.url, "key") for _ in range(2))
    assert first != second
    assert len(door.of_type("buyer.erased")) == 2


def test_nobody_is_not_erased(door: Door) -> None:
    with pytest.raises(ConsoleError, match="Say whom to forget"):
        run(Erasure(None, None), door.url, "key")
    assert door.bodies == []


def test_a_refusal_is_said_with_its_reason(door: Door) -> None:
    with pytest.raises(ConsoleError, match=r"rejected .*field_range"):
        run(Erasure("b" * 65, None), door.url, "key")
