from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from services.runtime.access import links
from services.runtime.access.links import Pass
from services.runtime.access.opening import open_access
from services.runtime.access.secret import ensure_secret, page_secret
from services.runtime.settings import Stack

SECRET = b"s" * 32
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=7)


@given(person=st.text(min_size=1, max_size=60), seconds=st.integers(1, 10**7))
def test_a_link_opens_for_its_person_until_it_expires(person: str, seconds: int) -> None:
    expires = NOW + timedelta(seconds=seconds)
    token = links.sign_link(SECRET, person, expires)
    assert links.read_link(SECRET, token, expires - timedelta(seconds=1)) == Pass(person, expires)
    assert links.read_link(SECRET, token, expires) is None


@given(data=st.data())
def test_a_changed_link_opens_nothing(data: st.DataObject) -> None:
    token = links.sign_link(SECRET, "p1", LATER)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("ABCxyz019-_."))
    changed = token[:place] + letter + token[place + 1 :]
    read = links.read_link(SECRET, changed, NOW)
    assert read is None or read == Pass("p1", LATER)  # the last letter of base64 has bits without meaning


@given(token=st.text(max_size=100))
def test_nonsense_opens_nothing_and_breaks_nothing(token: str) -> None:
    assert links.read_link(SECRET, token, NOW) is None
    assert not links.is_csrf_token(SECRET, "session", token)


def test_another_secret_and_another_purpose_are_refused() -> None:
    token = links.sign_link(SECRET, "p1", LATER)
    assert links.read_link(b"o" * 32, token, NOW) is None
    assert links.read_session(SECRET, token, NOW) is None
    session = links.sign_session(SECRET, "p1", LATER)
    assert links.read_session(SECRET, session, NOW) == Pass("p1", LATER)
    assert links.read_link(SECRET, session, NOW) is None


def test_the_address_carries_the_token_and_nothing_else() -> None:
    token = links.sign_link(SECRET, "店长", LATER)
    url = urlsplit(links.link_url("http://127.0.0.1:8004/", token))
    assert (url.netloc, url.path, parse_qs(url.query)) == ("127.0.0.1:8004", "/", {"link": [token]})


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    options = links.cookie_options(Pass("p1", LATER), NOW, is_secure=True)
    assert options == {"max_age": 604_800, "httponly": True, "samesite": "lax", "secure": True, "path": "/"}


def test_a_write_needs_the_token_of_its_own_session() -> None:
    mine = links.sign_session(SECRET, "p1", LATER)
    other = links.sign_session(SECRET, "p2", LATER)
    assert links.is_csrf_token(SECRET, mine, links.csrf_token(SECRET, mine))
    assert not links.is_csrf_token(SECRET, mine, links.csrf_token(SECRET, other))
    assert not links.is_csrf_token(SECRET, mine, None)


def test_the_secret_is_made_once_for_all_processes(tmp_path: Path) -> None:
    stack = Stack(data_dir=tmp_path)
    first, second = open_access(stack), open_access(stack)
    assert page_secret(first) == page_secret(second)
    assert len(page_secret(first)) == 32
    assert ensure_secret(first, "another") != page_secret(first)
