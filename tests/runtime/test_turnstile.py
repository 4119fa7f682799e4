"""Writers of one file go in one after another, in the order in which they came."""

import threading
import time

from services.runtime.turnstile import Turnstile

LONG = 30.0  # seconds; nobody here waits for so long unless something is wrong


def test_whoever_came_first_goes_in_first() -> None:
    turnstile, went_in = Turnstile(), list[int]()
    assert turnstile.enter(LONG)

    def go(number: int) -> None:
        assert turnstile.enter(LONG)
        went_in.append(number)
        turnstile.leave()

    threads = [threading.Thread(target=go, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
        time.sleep(0.02)  # so that they come in this order
    assert went_in == []
    turnstile.leave()
    for thread in threads:
        thread.join(LONG)
    assert went_in == [0, 1, 2, 3, 4]


def test_whoever_gives_up_does_not_keep_the_next_one_out() -> None:
    turnstile = Turnstile()
    assert turnstile.enter(LONG)
    assert not turnstile.enter(0.01)
    turnstile.leave()
    assert turnstile.enter(0.01)
    turnstile.leave()
    assert turnstile.enter(0.01)
