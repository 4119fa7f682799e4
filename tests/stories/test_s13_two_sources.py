"""S13: one visitor by two ways is one visitor of the shop and one of each way."""

from tests.stories.player import Player


def test_a_visitor_by_search_and_then_by_ads_is_counted_under_both_and_attributed_to_the_first():
    play = Player().at("2026-11-20T10:00:00+08:00")
    view(play, "v1", "u1", "search", "mobile")
    view(play, "v2", "u2", "search", "pc")
    view(play, "v3", "u3", "ppc", "mobile")
    play.pass_to("2026-11-20T10:40:00+08:00")
    view(play, "v4", "u1", "ppc", "mobile")
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert play.final("visitors") == 3
    assert play.final("visitors", device="mobile") == 2
    assert play.final("visitors", device="pc") == 1
    assert play.final("visitors", traffic_source="search") == 2
    assert play.final("visitors", traffic_source="ppc") == 2
    assert play.final("visitor_overlap") == 1
    assert play.final("visitors_attributed", traffic_source="search") == 2
    assert play.final("visitors_attributed", traffic_source="ppc") == 1
    assert play.final("visits") == 4


def view(play: Player, view_id: str, visitor: str, source: str, device: str) -> None:
    data = {"page_type": "home", "traffic_source": source, "device": device}
    play.say("page.viewed", view_id=view_id, visitor_id=visitor, **data)
