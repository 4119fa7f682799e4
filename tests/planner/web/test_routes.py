"""Who gets in, what the page sends, and that a form cannot be sent from elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.planner.sheet import MorningView
from services.planner.web.door import Door
from services.planner.web.routes import minor_units, pages
from services.runtime import problems
from services.runtime.access import links
from services.runtime.clock import ManualClock
from services.runtime.problems import Problem
from tests.planner.web.worked_example import view

SECRET = b"s" * 32
NOW = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)


class Munan:
    """A planner with one shop."""

    def shops(self) -> list[str]:
        return ["munan"]

    def morning(self, shop_id: str) -> MorningView:
        return view()

    def exponent(self, shop_id: str) -> int:
        return 2


@pytest.fixture
def targets() -> list[tuple[str, str, int, str]]:
    return []


@pytest.fixture
def browser(targets: list[tuple[str, str, int, str]]) -> TestClient:
    async def set_target(*target: object) -> None:
        targets.append(target)  # type: ignore[arg-type]

    app = FastAPI()
    problems.install(app)
    app.include_router(pages(Munan(), Door(SECRET, ManualClock(NOW), is_secure=False), set_target))
    return TestClient(app)


def link(person: str = "p_ops", until: datetime = NOW + timedelta(days=1)) -> str:
    return links.sign_link(SECRET, person, until)


def test_without_a_link_the_page_says_how_to_get_one(browser: TestClient) -> None:
    answer = browser.get("/", headers={"Accept-Language": "en"})
    assert answer.status_code == 401
    assert "signed link" in answer.text


def test_a_signed_link_opens_the_page_and_stays_out_of_the_address(browser: TestClient) -> None:
    answer = browser.get(f"/?link={link()}", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert "link=" not in str(answer.url)
    assert "Yesterday missed by" in answer.text
    assert "p_ops" in answer.text


@pytest.mark.parametrize("token", ["x", "", link(until=NOW - timedelta(seconds=1)), link()[:-2]])
def test_an_expired_or_changed_link_does_not(browser: TestClient, token: str) -> None:
    assert browser.get(f"/?link={token}").status_code == 401


def test_the_page_may_load_nothing_from_elsewhere(browser: TestClient) -> None:
    policy = browser.get(f"/?link={link()}").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")


def test_the_language_is_the_browsers_until_the_reader_chooses(browser: TestClient) -> None:
    german = {"Accept-Language": "de,en;q=0.5"}
    browser.get(f"/?link={link()}")
    assert "Main items" in browser.get("/", headers=german).text
    assert "主要单品" in browser.get("/?lang=zh", headers=german).text
    assert "主要单品" in browser.get("/", headers=german).text


def test_the_months_target_can_be_set_from_the_page(
    browser: TestClient, targets: list[tuple[str, str, int, str]]
) -> None:
    browser.get(f"/?link={link()}")
    token = links.csrf_token(SECRET, browser.cookies[links.COOKIE])
    form = {"csrf": token, "shop": "munan", "month": "2026-11", "target": "310,000.50"}
    assert browser.post("/targets", data=form, follow_redirects=False).status_code == 303
    assert targets == [("munan", "2026-11", 31_000_050, "p_ops")]


def test_a_form_from_elsewhere_changes_nothing(browser: TestClient, targets: list[object]) -> None:
    browser.get(f"/?link={link()}")
    form = {"csrf": "guessed", "shop": "munan", "month": "2026-11", "target": "1"}
    assert browser.post("/targets", data=form).status_code == 403
    assert targets == []


@pytest.mark.parametrize("text", ["", "abc", "-5", "0", "1.234", "1e99", "NaN"])
def test_an_amount_that_is_none_names_the_field(text: str) -> None:
    with pytest.raises(Problem) as refused:
        minor_units(text, 2)
    assert refused.value.extra == {"field": "target"}


def test_no_file_outside_the_static_folder_is_served(browser: TestClient) -> None:
    assert browser.get("/static/style.css").status_code == 200
    assert browser.get("/static/..%2Froutes.py").status_code == 404
    assert browser.get("/static/%2e%2e%2frendering.py").status_code == 404


def test_an_unknown_shop_is_said_to_be_unknown(browser: TestClient) -> None:
    browser.get(f"/?link={link()}")
    assert browser.get("/?shop=elsewhere").json()["code"] == "unknown_shop"
