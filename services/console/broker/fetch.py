"""Fetches the broker's jars once into a cache that all data folders share, checking each against the lock."""

import fcntl
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import requests
from jgo.maven import MavenContext
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from services.console.broker import maven
from services.console.broker.lock import Jar, Lock
from services.console.errors import ConsoleError

PARALLEL_DOWNLOADS = 4


def default_cache() -> Path:
    """DIANZHANG_CACHE, else the user's cache folder; never the data folder, so a second one needs no download."""
    if chosen := os.environ.get("DIANZHANG_CACHE"):
        return Path(chosen).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").expanduser() / "dianzhang"


def fetch(lock: Lock, cache: Path, console: Console) -> list[Path]:
    """All jars of the lock as files, downloaded where missing; raises ConsoleError in one sentence."""
    with _alone_in(cache):
        missing = [jar for jar in lock.jars if not jar.matches(_place(cache, jar))]
        if missing:
            _download(missing, lock, cache, console)
    return [_place(cache, jar) for jar in lock.jars]


def verify(jar: Jar, path: Path) -> None:
    """Raises ConsoleError, and removes the file, unless it is exactly the locked one."""
    if not jar.matches(path):
        path.unlink(missing_ok=True)
        raise ConsoleError(
            f"{jar.filename} arrived with another checksum than the lock names and was thrown away: "
            f"start again, and if it stays so, the repository or a proxy on the way changes files.",
            trying_again_helps=True,
        )


def _place(cache: Path, jar: Jar) -> Path:
    return maven.locate(maven.context(cache), jar.coordinate)


@contextmanager
def _alone_in(cache: Path) -> Iterator[None]:
    try:
        cache.mkdir(parents=True, exist_ok=True)
        guard = (cache / ".fetching").open("w")
    except OSError as error:
        raise ConsoleError(
            f"The cache folder {cache} cannot be written ({error.strerror}): "
            f"make it writable or name another one in DIANZHANG_CACHE."
        ) from error
    with guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield


def _download(missing: list[Jar], lock: Lock, cache: Path, console: Console) -> None:
    with _progress(console) as progress:
        size = sum(jar.size for jar in missing)
        task = progress.add_task(f"Fetching Apache Kafka {lock.kafka} (once)", total=size)
        context = maven.context(cache, lambda chunk: progress.advance(task, chunk))
        with ThreadPoolExecutor(PARALLEL_DOWNLOADS) as pool:
            for _ in pool.map(lambda jar: _download_one(context, jar), missing):
                pass


def _download_one(context: MavenContext, jar: Jar) -> None:
    maven.locate(context, jar.coordinate).unlink(missing_ok=True)
    try:
        path = maven.download(context, jar.coordinate)
    except (requests.RequestException, RuntimeError) as error:
        raise _unreachable(jar, error) from error
    verify(jar, path)


def _unreachable(jar: Jar, error: Exception) -> ConsoleError:
    if isinstance(error, requests.RequestException):
        reason = "the network did not answer"
    else:
        reason = "the Maven repository does not hand it out"
    return ConsoleError(
        f"The broker is fetched over the network on the first start, and {reason} ({jar.filename}): "
        f"check the connection or the proxy and start again; what has arrived is kept.",
        trying_again_helps=True,
    )


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    return Progress(*columns, console=console)
