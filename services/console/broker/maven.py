"""The one place that speaks to Maven repositories, through jgo: coordinates in, jar files out."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from jgo.config import GlobalSettings
from jgo.constants import MAVEN_CENTRAL_URL
from jgo.maven import MavenContext, PythonResolver

NETWORK_TIMEOUT_SECONDS = 60

Advance = Callable[[int], None]


def context(cache: Path, advance: Advance = lambda _: None) -> MavenContext:
    """A resolver that stores under `cache`; `advance` hears of every chunk in bytes.

    Mirrors named in the `[repositories]` section of the user's jgo configuration are asked first.
    """

    @contextmanager
    def watch(_filename: str, _size: int) -> Iterator[Advance]:
        yield advance

    progress: Callable[[str, int], AbstractContextManager[Advance]] = watch
    return MavenContext(
        resolver=PythonResolver(progress_callback=progress),
        repo_cache=cache,
        remote_repos={**GlobalSettings.load().repositories, "central": MAVEN_CENTRAL_URL},
        timeout=NETWORK_TIMEOUT_SECONDS,
    )


def locate(maven: MavenContext, coordinate: str) -> Path:
    """Where the jar of `coordinate` lies in the cache, whether or not it is there yet."""
    group, artifact, version = coordinate.split(":")
    path = maven.project(group, artifact).at_version(version).artifact().cached_path
    return Path(str(path))


def download(maven: MavenContext, coordinate: str) -> Path:
    """The jar's file, fetched if the cache lacks it; raises requests' errors or RuntimeError."""
    group, artifact, version = coordinate.split(":")
    return Path(maven.project(group, artifact).at_version(version).artifact().resolve())
