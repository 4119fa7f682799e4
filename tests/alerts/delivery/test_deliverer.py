"""Messages arrive: signed, at once, in order, and again when they did not."""
# long because everything that a receiver can do to us is told in one place

import asyncio
import random
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine
from standardwebhooks import Webhook, WebhookVerificationError

from services.alerts.delivery import register
from services.contracts.moments import micros
from tests.alerts.delivery.house import House
from tests.alerts.delivery.server import Flood, Server, answer, drip, drip_body, hang, rubbish, slam


async def test_a_message_arrives_signed_and_is_done(house: House, server: Server) -> None:
    endpoint = house.endpoint(server.url)
    async with house.delivering():
        house.say("m1", endpoint, alert="a1")
        await house.until(lambda: house.states() == ["delivered"])
    (got,) = server.got
    Webhook(house.secrets[endpoint]).verify(got.raw, got.headers)
    assert got.id == f"m1@{endpoint}"
    assert got.body["type"] == "alert.opened"
    assert got.headers["content-type"] == "application/json"
    row = house.row("m1")
    assert (row.attempts, row.last_status, row.last_error) == (1, 204, None)


async def test_a_changed_body_id_or_time_is_refused_by_the_public_package(
    house: House, server: Server
) -> None:
    endpoint = house.endpoint(server.url)
    async with house.delivering():
        house.say("m1", endpoint)
        await house.until(lambda: server.got)
    (got,) = server.got
    webhook = Webhook(house.secrets[endpoint])
    for changed in ({"webhook-id": "m2"}, {"webhook-timestamp": str(int(time.time()) - 301)}):
        with pytest.raises(WebhookVerificationError):
            webhook.verify(got.raw, got.headers | changed)
    with pytest.raises(WebhookVerificationError):
        webhook.verify(got.raw.replace(b"s1", b"s2"), got.headers)


async def test_the_commit_starts_the_delivery_without_waiting_for_a_poll(
    engine: Engine, tmp_path: Path, server: Server
) -> None:
    house = House(engine, tmp_path, poll_seconds=30)
    endpoint = house.endpoint(server.url)
    async with house.delivering():
        await asyncio.sleep(0.3)
        house.say("m1", endpoint)
        await house.until(lambda: server.got, 5)


async def test_a_bell_nobody_rang_is_made_up_for_by_the_poll(house: House, server: Server) -> None:
    endpoint = house.endpoint(server.url)
    async with house.delivering():
        await asyncio.sleep(0.1)
        house.hooks.deliverer.wake = lambda: None  # type: ignore[method-assign]
        house.say("m1", endpoint)
        await house.until(lambda: server.got)


async def test_a_failed_message_comes_again_with_the_same_id_and_body(house: House, server: Server) -> None:
    endpoint = house.endpoint(server.url)
    server.script.extend([answer(500), answer(503), slam, rubbish])
    async with house.delivering():
        house.say("m1", endpoint)
        await house.until(lambda: house.states() == ["delivered"])
    assert len(server.got) == 5
    assert {(got.id, got.raw) for got in server.got} == {(server.got[0].id, server.got[0].raw)}
    assert house.known(endpoint).failing_since_us is None


async def test_after_the_last_try_a_message_is_given_up_and_the_next_ones_go_on(
    house: House, server: Server
) -> None:
    endpoint = house.endpoint(server.url)
    server.script.extend([answer(500)] * 5)
    async with house.delivering():
        house.say("m1", endpoint, alert="a1")
        house.say("m2", endpoint, alert="a1", kind="alert.resolved")
        await house.until(lambda: house.states() == ["given_up", "delivered"])
    assert server.ids == [f"m1@{endpoint}"] * 5 + [f"m2@{endpoint}"]
    assert house.row("m1").last_error == "It answered 500."


async def test_an_opening_arrives_before_its_resolution_however_often_it_fails(
    house: House, server: Server
) -> None:
    endpoint = house.endpoint(server.url)
    server.script.extend([answer(500), answer(500), answer(500)])
    async with house.delivering():
        house.say("opened", endpoint, alert="a1")
        house.say("resolved", endpoint, alert="a1", kind="alert.resolved")
        await house.until(lambda: house.states() == ["delivered"] * 2)
    assert [got.body["type"] for got in server.got] == ["alert.opened"] * 4 + ["alert.resolved"]


async def test_another_incident_does_not_wait_for_one_that_fails(
    engine: Engine, tmp_path: Path, server: Server
) -> None:
    house = House(engine, tmp_path, retry_seconds=(60,))
    endpoint = house.endpoint(server.url)
    server.script.append(answer(500))
    async with house.delivering():
        house.say("m1", endpoint, alert="a1")
        await house.until(lambda: house.row("m1").attempts == 1)
        house.say("m2", endpoint, alert="a2")
        await house.until(lambda: house.row("m2").state == "delivered")
    assert house.row("m1").state == "waiting"


@pytest.mark.parametrize("behaviour", [hang, drip], ids=["hangs", "drips"])
async def test_a_slow_receiver_delays_nobody_else(
    engine: Engine, tmp_path: Path, server: Server, other: Server, behaviour: object
) -> None:
    house = House(engine, tmp_path, total_seconds=5)
    server.usual = behaviour  # type: ignore[assignment]
    slow, good = house.endpoint(server.url), house.endpoint(other.url)
    async with house.delivering():
        for number in range(8):
            house.say(f"m{number}", slow, good, alert=f"a{number}")
        each = house.settings.at_once_each
        # Before the first try of the slow one is over: it may not know at once of one that was given up.
        await house.until(lambda: len(other.got) == 8 and len(server.got) >= each, 5)
        at_once = server.most_at_once
        await house.until(lambda: any(row.last_error for row in house.rows(slow)))
        tried = [row for row in house.rows(slow) if row.attempts]
    assert at_once == each
    assert {row.last_error for row in tried} == {"No answer within 5 s."}


async def test_one_that_fails_is_tried_with_one_message_at_a_time(house: House, server: Server) -> None:
    server.usual = hang
    endpoint = house.endpoint(server.url, failing_since_us=micros(house.clock.now()))
    async with house.delivering():
        for number in range(5):
            house.say(f"m{number}", endpoint, alert=f"a{number}")
        await house.until(lambda: server.got)
        await asyncio.sleep(0.5)
        assert len(server.got) == 1


async def test_of_a_gigabyte_a_few_kilobytes_are_read(house: House, server: Server) -> None:
    flood = Flood()
    server.usual = flood
    endpoint = house.endpoint(server.url)
    async with house.delivering():
        house.say("m1", endpoint)
        await house.until(lambda: house.states() == ["delivered"])
    assert flood.sent < 20_000_000  # what the kernel's buffers took before the connection was closed


async def test_a_good_status_counts_although_its_body_never_ends(house: House, server: Server) -> None:
    server.usual = drip_body
    endpoint = house.endpoint(server.url)
    async with house.delivering():
        house.say("m1", endpoint)
        await house.until(lambda: house.states() == ["delivered"])
    assert len(server.got) == 1


async def test_a_redirect_is_not_followed(house: House, server: Server, other: Server) -> None:
    server.usual = answer(307, location=other.url)
    endpoint = house.endpoint(server.url)
    async with house.delivering():
        house.say("m1", endpoint)
        await house.until(lambda: house.states() == ["given_up"])
    assert other.got == []
    assert house.row("m1").last_error == "It answered 307: redirects are not followed."


async def test_retry_after_is_obeyed(house: House, server: Server) -> None:
    server.script.append(answer(429, retry_after="1"))
    endpoint = house.endpoint(server.url)
    async with house.delivering():
        house.say("m1", endpoint)
        await house.until(lambda: house.states() == ["delivered"])
    first, second = server.got
    assert second.at - first.at >= 1.0


async def test_gone_switches_the_receiver_off_and_keeps_its_messages(house: House, server: Server) -> None:
    server.script.append(answer(410))
    endpoint = house.endpoint(server.url)
    async with house.delivering():
        house.say("m1", endpoint, alert="a1")
        await house.until(lambda: house.switched)
        house.say("m2", endpoint, alert="a2")
        await asyncio.sleep(0.3)
    assert house.switched == [(endpoint, "gone")]
    assert len(server.got) == 1
    assert house.states() == ["waiting", "waiting"]


async def test_five_days_of_only_failures_switch_a_receiver_off_and_all_missed_come_in_order_afterwards(
    engine: Engine, tmp_path: Path, server: Server
) -> None:
    house = House(engine, tmp_path)
    almost = micros(house.clock.now()) - 5 * 24 * 3600 * 1_000_000
    endpoint = house.endpoint(server.url, failing_since_us=almost + 60_000_000)
    server.usual = answer(500)
    async with house.delivering():
        house.say("m0", endpoint, alert="a0")
        await house.until(lambda: house.states() == ["given_up"])
        assert house.switched == []
        with house.changing(endpoint) as (session, known):
            known.failing_since_us = almost
            session.add(known)
        house.say("m1", endpoint, alert="a1")
        await house.until(lambda: house.switched == [(endpoint, "failing")])
        for number in range(2, 12):
            house.say(f"m{number}", endpoint, alert=f"a{number % 3}")
        server.got.clear()
        server.usual = answer(204, delay=0.01)
        server.script.append(answer(500))
        with house.changing(endpoint) as (session, known):
            register.enable(session, known)
            assert register.replay(session, known) == 12
        house.hooks.deliverer.wake()
        await house.until(lambda: set(house.states()) == {"delivered"})
    assert server.ids == [f"m{number}@{endpoint}" for number in (0, *range(12))]
    assert server.most_at_once == 1


async def test_both_secrets_sign_for_a_day_after_a_rotation(house: House, server: Server) -> None:
    endpoint = house.endpoint(server.url)
    now_us = micros(house.clock.now())
    with house.changing(endpoint) as (session, known):
        second = house.hooks.vault.rotate(known, now_us, now_us + 60_000_000)
        third = house.hooks.vault.rotate(known, now_us, now_us + 60_000_000)
        session.add(known)
    async with house.delivering():
        house.say("m1", endpoint)
        await house.until(lambda: server.got)
        with house.changing(endpoint) as (session, known):
            house.hooks.vault.rotate(known, now_us + 60_000_000, now_us - 1)
            session.add(known)
        house.say("m2", endpoint)
        await house.until(lambda: len(server.got) == 2)
    first, later = server.got
    for secret in (house.secrets[endpoint], second, third):
        Webhook(secret).verify(first.raw, first.headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(later.raw, later.headers)


async def test_no_secret_stands_readable_in_the_database(house: House, server: Server) -> None:
    endpoint = house.endpoint(server.url)
    known = house.known(endpoint)
    assert house.secrets[endpoint].encode() not in known.secret
    assert house.hooks.vault.good(known, house.clock) == [house.secrets[endpoint]]


async def test_a_stop_is_never_missed_however_the_bell_rings(house: House) -> None:
    for _ in range(40):
        task = asyncio.create_task(house.open().deliverer.run())
        await asyncio.sleep(random.uniform(0, 0.06))
        task.cancel()
        await asyncio.wait([task], timeout=5)
        assert task.cancelled()


async def test_a_deleted_receiver_gets_nothing_more(house: House, server: Server) -> None:
    endpoint = house.endpoint(server.url, is_deleted=True)
    async with house.delivering():
        house.say("m1", endpoint)
        await asyncio.sleep(0.3)
    assert server.got == []


async def test_messages_of_a_group_go_to_a_person_as_one(house: House, server: Server) -> None:
    role = house.endpoint(server.url, kind="role")
    later = micros(house.clock.now()) + 400_000
    server.script.append(answer(500))
    async with house.delivering():
        house.say("m1", role, alert="a1", group_key="notice:DES:page", next_us=later)
        house.say("m2", role, alert="a2", group_key="notice:DES:page", next_us=later + 60_000_000)
        house.say("r1", role, alert="a1", kind="alert.resolved")
        house.say("m3", role, alert="a3", group_key="notice:OPS:page", next_us=later + 3_600_000_000)
        await house.until(lambda: house.states() == ["delivered"] * 3 + ["waiting"])
    assert server.ids == [f"m1@{role}", f"m1@{role}", f"r1@{role}"]
    group = server.got[1].body
    assert group["type"] == "alert.group"
    assert [each["alert_id"] for each in group["data"]["alerts"]] == ["a1", "a2"]
    assert group["data"]["count"] == 2
    assert server.got[0].raw == server.got[1].raw
