"""The sample beside a running installation: its receiver, and a thread that tells the shop."""

import threading
from contextlib import ExitStack

import httpx
from rich.console import Console

from services.console import receiver
from services.console.endpoint import ensure_endpoint
from services.console.errors import ConsoleError
from services.console.keysfile import DEMO
from services.console.panels import Taste, is_chinese, shower
from services.console.ready import Ready
from services.console.sample import book, opening
from services.console.sample.book import Book
from services.console.sample.teller import Teller
from services.console.sending import Interrupted, Sender
from services.runtime.access.opening import open_access
from services.runtime.access.shops import shop_of
from services.runtime.clock import SystemClock

STOP_SECONDS = 10.0


def play(ready: Ready, extras: ExitStack, console: Console) -> None:
    """Starts both; `extras` stops them. What cannot be done is said in a sentence and the rest goes on."""
    if why := _unfit(ready):
        console.print(f"[yellow]{why}[/yellow]")
        return
    shop = book.read()
    try:
        _listen(ready, extras, console, shop)
    except (ConsoleError, httpx.HTTPError, OSError) as error:
        console.print(f"[yellow]The webhook receiver was not started: {error}[/yellow]")
    _tell(ready, extras, console, shop)


def _unfit(ready: Ready) -> str | None:
    """The sentence for a demo shop that counts in other money than the sample."""
    access = open_access(ready.installation.stack)
    try:
        shop = shop_of(access, DEMO)
    finally:
        access.dispose()
    if shop is None or shop.currency == opening.MONEY["currency"]:
        return None
    return (
        f"Shop {DEMO} counts in {shop.currency} in this data folder and the sample in "
        f"{opening.MONEY['currency']}, so the sample is left out: start it with another --data."
    )


def _listen(ready: Ready, extras: ExitStack, console: Console, shop: Book) -> None:
    installation = ready.installation
    titles = {item.id: item.title for item in shop.items}
    place = receiver.url(installation.ports.receiver)
    secret = ensure_endpoint(
        installation.ports.url("alerts"),
        ready.keys["admin"],
        place,
        DEMO,
        installation.data / "receiver.json",
    )
    taste = Taste(lambda item: titles.get(item, ""), opening.CURRENCY, opening.EXPONENT, is_chinese())
    show = shower(console, taste)
    extras.enter_context(receiver.running_receiver(installation.ports.receiver, secret, show))
    console.print(f"Webhooks of shop {DEMO} arrive at {place} and are shown here.")


def _tell(ready: Ready, extras: ExitStack, console: Console, shop: Book) -> None:
    stop = threading.Event()
    installation = ready.installation
    sender = Sender(installation.ports.url("ingest"), ready.keys["write"], stop.is_set)
    teller = Teller(shop, sender, installation.data / "sample.json", SystemClock(), console.print)
    thread = threading.Thread(target=_run, args=(teller, stop, console), name="sample", daemon=True)
    extras.callback(sender.close)
    extras.callback(thread.join, STOP_SECONDS)
    extras.callback(stop.set)
    thread.start()


def _run(teller: Teller, stop: threading.Event, console: Console) -> None:
    try:
        teller.run(stop.is_set)
    except Interrupted:
        return
    except ConsoleError as error:
        console.print(f"[yellow]The sample shop has stopped: {error.sentence}[/yellow]")
