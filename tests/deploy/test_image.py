"""The image: linted, hash-checked, holding what its service imports and no more."""

import ast
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from deploy.healthy import is_healthy
from deploy.packages import LOCK, PACKAGES, SERVICES, canonical, pick, reached
from tests.bench.memory import ALLOCATOR

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
HADOLINT = Path(sys.executable).with_name("hadolint")


def test_hadolint_has_nothing_to_say() -> None:
    told = subprocess.run([str(HADOLINT), str(DOCKERFILE)], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (0, "")


def test_the_dockerfile_builds_with_an_old_engine_too() -> None:
    text = DOCKERFILE.read_text(encoding="utf-8")
    assert "# syntax=" not in text
    assert "--link" not in text
    assert "<<" not in text


def test_the_allocator_is_set_as_the_memory_that_was_measured_had_it() -> None:
    text = DOCKERFILE.read_text(encoding="utf-8")
    assert ALLOCATOR
    assert all(f"{name}={value}" in text for name, value in ALLOCATOR.items())


def test_the_image_runs_as_nobody_special_and_installs_by_hash() -> None:
    text = DOCKERFILE.read_text(encoding="utf-8")
    assert text.count("FROM ") == 2
    assert "USER 10001:10001" in text.split("FROM ")[-1]
    assert "--require-hashes --no-deps --only-binary :all:" in text


@pytest.mark.parametrize("service", SERVICES)
def test_the_list_of_packages_is_what_the_group_of_the_service_reaches(service: str) -> None:
    """After a change of pyproject.toml or the lock: `python deploy/packages.py`."""
    assert (PACKAGES / f"{service}.txt").read_text(encoding="utf-8").split() == reached(service)


@pytest.mark.parametrize("service", SERVICES)
def test_every_package_is_picked_with_its_hashes(service: str) -> None:
    names = (PACKAGES / f"{service}.txt").read_text(encoding="utf-8").split()
    entries = pick(LOCK.read_text(encoding="utf-8"), names).split("\n\n")
    text = "".join(entries)
    assert text.count("==") == len(names)
    assert all("--hash=sha256:" in pick(LOCK.read_text(encoding="utf-8"), [name]) for name in names)


def test_a_package_that_the_lock_does_not_hold_is_an_error() -> None:
    with pytest.raises(KeyError):
        pick(LOCK.read_text(encoding="utf-8"), ["left-pad"])


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_service_imports_is_in_its_image(service: str) -> None:
    names = set((PACKAGES / f"{service}.txt").read_text(encoding="utf-8").split())
    owners = packages_distributions()
    for module in sorted(_imports("contracts", "runtime", service)):
        if module in sys.stdlib_module_names or module == "services":
            continue
        allowed = names | (_stream() if service in {"ingest", "console"} else set())
        assert {canonical(owner) for owner in owners[module]} & allowed, module


def _stream() -> set[str]:
    """What the stream worker's module of the runtime imports: ingest and the console never load it."""
    return {"faust-streaming", "mode-streaming", "aiokafka"}


def _imports(*packages: str) -> set[str]:
    """The top modules that the packages import."""
    found: set[str] = set()
    for package in packages:
        for file in (ROOT / "services" / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.split(".")[0])
    return found


class _Service(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def listening() -> Iterator[HTTPServer]:
    """A service that answers on a port of its own."""
    server = HTTPServer(("127.0.0.1", 0), _Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_container_is_healthy_while_its_service_answers(listening: HTTPServer) -> None:
    port = str(listening.server_port)
    assert is_healthy("ingest", {"INGEST_PORT": port})
    _Service.status = 503
    try:
        assert not is_healthy("ingest", {"INGEST_PORT": port})
    finally:
        _Service.status = 200


def test_a_container_is_not_healthy_when_nobody_answers() -> None:
    assert not is_healthy("planner", {"PLANNER_PORT": "1"})
    assert is_healthy("console", {})
