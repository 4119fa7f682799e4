"""Which packages of requirements.lock an image needs: what its service's dependency group reaches, by name.

`python deploy/packages.py` writes deploy/packages/SERVICE.txt from pyproject.toml and what is installed (the workshop's
environment holds every group). `python deploy/packages.py pick SERVICE` prints the lines of requirements.lock with
these names, hashes included: the Dockerfile installs exactly them. Picking needs nothing but the standard library.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
PACKAGES = ROOT / "deploy" / "packages"
SERVICES = ("ingest", "analyzer", "alerts", "planner", "console")

# What a requirement's marker is judged by: the platform of the image, not of the workshop.
IMAGE = {
    "python_version": "3.12",
    "python_full_version": "3.12.0",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "os_name": "posix",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}


def pick(lock: str, names: Iterable[str]) -> str:
    """The entries of a lock with these names, each with its hashes; KeyError for a name that it does not hold."""
    entries = dict(_entries(lock))
    return "".join(entries[name] for name in names)


def _entries(lock: str) -> Iterator[tuple[str, str]]:
    for entry in re.split(r"(?m)^(?=[A-Za-z0-9])", lock):
        name = re.match(r"[A-Za-z0-9._-]+", entry)
        if name is not None:
            yield canonical(name.group()), entry


def canonical(name: str) -> str:
    """A package's name in the one form in which names are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def reached(service: str) -> list[str]:
    """The names that a service's group reaches, sorted."""
    found: dict[str, set[str]] = {}
    waiting = list(_group(service))
    while waiting:
        name, extras = waiting.pop()
        known = found.setdefault(name, set())
        if extras <= known and known:
            continue
        known |= extras | {""}
        waiting += _needs(name, known)
    return sorted(found)


def _group(name: str) -> Iterator[tuple[str, set[str]]]:
    import tomllib

    from packaging.requirements import Requirement

    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    for entry in groups[name]:
        if isinstance(entry, dict):
            yield from _group(entry["include-group"])
        else:
            requirement = Requirement(entry)
            yield canonical(requirement.name), set(requirement.extras)


def _needs(name: str, extras: set[str]) -> Iterator[tuple[str, set[str]]]:
    from importlib.metadata import requires

    from packaging.requirements import Requirement

    for text in requires(name) or ():
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate(IMAGE | {"extra": extra}) for extra in extras):
            yield canonical(requirement.name), set(requirement.extras)


def main(arguments: list[str]) -> None:
    """Write all lists, or pick the entries of one."""
    if arguments[:1] == ["pick"]:
        names = (PACKAGES / f"{arguments[1]}.txt").read_text(encoding="utf-8").split()
        sys.stdout.write(pick(LOCK.read_text(encoding="utf-8"), names))
        return
    for service in SERVICES:
        (PACKAGES / f"{service}.txt").write_text("\n".join(reached(service)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
