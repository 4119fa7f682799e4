import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from services.console.receiver import running_receiver
from tests.system.ports import free_base

SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
BODY = json.dumps({"type": "alert.opened", "data": {}})


class Ear:
    def __init__(self, url: str, heard: list[dict[str, Any]]) -> None:
        self.url, self.heard = url, heard

    def post(self, message: str = "msg_1", secret: str = SECRET, body: str = BODY) -> int:
        now = datetime.now(UTC)
        headers = {
            "webhook-id": message,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret).sign(message, now, body),
        }
        return httpx.post(self.url, content=body, headers=headers).status_code


@pytest.fixture
def ear() -> Iterator[Ear]:
    heard: list[dict[str, Any]] = []
    with running_receiver(free_base() + 10, SECRET, heard.append) as url:
        yield Ear(url, heard)


def test_a_signed_message_is_taken_and_shown_once_however_often_it_comes(ear: Ear) -> None:
    assert [ear.post("msg_1"), ear.post("msg_1"), ear.post("msg_2")] == [204, 204, 204]
    assert len(ear.heard) == 2


def test_a_message_signed_by_somebody_else_is_refused(ear: Ear) -> None:
    assert ear.post(secret="whsec_" + "A" * 32) == 401
    assert httpx.post(ear.url, content=BODY).status_code == 401
    assert ear.heard == []


def test_a_signed_body_that_is_no_object_is_refused(ear: Ear) -> None:
    assert ear.post(body="[]") == 401
