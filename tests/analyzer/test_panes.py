"""What a pane holds: nothing of a kind of thing costs nothing, and what one holds is its own."""

import pytest

from services.analyzer.panes import UNUSED, Pane, PaneKey, Said

KEYS = [PaneKey("s", "m", 0, (("item_id", name),)) for name in "ab"]


def test_what_one_window_adds_counts_says_and_keeps_as_numbers_no_other_one_has() -> None:
    one, other = (Pane(key, 60) for key in KEYS)
    one.add("views", 2)
    one.add("views", 1)
    one.put("hours", 5)
    one.put("hours", 4)
    assert (one.sums, other.sums) == ({"views": 3, "hours": 4}, {})
    one.count("buyers").add("ann", 1)
    one.count("viewers").add("bob", 1)
    one.say("views", Said(1, 3, None, None))
    one.say("visitors", Said(1, 1, None, None))
    assert (list(one.members), list(one.said)) == (["buyers", "viewers"], ["views", "visitors"])
    assert list(one.freeze({"buyers": 1})) == ["buyers", "viewers"]
    one.recount("buyers", 2)
    one.recount("viewers", -1)
    assert (one.counts, one.members, one.is_frozen) == ({"buyers": 3, "viewers": 0}, {}, True)
    assert (other.members, other.said, other.counts) == ({}, {}, {})


def test_nobody_can_write_into_what_all_windows_share() -> None:
    pane = Pane(KEYS[0], 60)
    with pytest.raises(TypeError, match="of its own"):
        pane.said["views"] = Said(1, 3, None, None)
    with pytest.raises(TypeError, match="of its own"):
        pane.sums["views"] = 1
    with pytest.raises(TypeError, match="of its own"):
        pane.counts.update(buyers=1)
    with pytest.raises(TypeError, match="of its own"):
        pane.members |= {}
    with pytest.raises(TypeError, match="of its own"):
        pane.counts.setdefault("buyers", 1)
    assert not UNUSED
