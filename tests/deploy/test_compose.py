"""The compose file against the code: the same services, ports and settings, and as little power as can be."""

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.alerts.delivery.settings import WebhookSettings
from services.runtime.settings import ServiceSettings, Stack

ROOT = Path(__file__).parents[2]
COMPOSE = Path(sys.executable).with_name("docker-compose")
SERVICES = ("ingest", "analyzer", "alerts", "planner")
OURS = (*SERVICES, "prepare", "console")
SECRET = "only-for-this-test"


def compose(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run compose on our file with the example's variables and these."""
    command = [str(COMPOSE), "--env-file", ".env.example", "--profile", "tools", *arguments]
    clean = {name: value for name, value in os.environ.items() if name != "POSTGRES_PASSWORD"}
    return subprocess.run(
        command, cwd=ROOT, env=clean | variables, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def stack() -> dict[str, Any]:
    """The compose file as compose understands it."""
    told = compose("config", "--format", "json", POSTGRES_PASSWORD=SECRET)
    assert told.returncode == 0, told.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def settings_of(service: str) -> ServiceSettings:
    """The service's settings as they are without an environment."""
    found: ServiceSettings = import_module(f"services.{service}.settings").Settings()
    return found


def test_without_a_password_it_does_not_start_and_says_so() -> None:
    told = compose("config", "--quiet")
    assert told.returncode != 0
    assert "POSTGRES_PASSWORD" in told.stderr
    assert ".env.example" in told.stderr


def test_no_secret_is_written_in_the_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert re.findall(r"://\w+:(?!\$\{POSTGRES_PASSWORD:\?)[^@\n]+@", text) == []
    given = re.findall(r"(?m)^\s*(\w*(?:PASSWORD|SECRET|TOKEN)\w*): (.*)$", text)
    assert all(value.startswith("${POSTGRES_PASSWORD:?") for _, value in given)
    assert "POSTGRES_PASSWORD=\n" in (ROOT / ".env.example").read_text(encoding="utf-8")


def test_the_services_are_those_of_the_project_and_what_they_stand_on(stack: dict[str, Any]) -> None:
    assert set(stack["services"]) == {*OURS, "kafka", "postgres"}
    assert all((ROOT / "services" / name / "__main__.py").exists() for name in (*SERVICES, "console"))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_published_on_the_port_that_it_listens_on(stack: dict[str, Any], service: str) -> None:
    port = settings_of(service).port
    published = stack["services"][service]["ports"]
    assert [(one["target"], one["published"], one["host_ip"]) for one in published] == [
        (port, str(port), "127.0.0.1")
    ]
    healthy = import_module("deploy.healthy")
    assert healthy.PORTS[service] == port


@pytest.mark.parametrize("service", SERVICES)
def test_every_variable_of_a_service_is_one_that_its_settings_read(
    stack: dict[str, Any], service: str
) -> None:
    prefix = f"{service.upper()}_"
    own = {f"{prefix}{name.upper()}" for name in type(settings_of(service)).model_fields}
    if service == "alerts":
        own |= {f"ALERTS_WEBHOOK_{name.upper()}" for name in WebhookSettings.model_fields}
    shared = {f"DIANZHANG_{name.upper()}" for name in Stack.model_fields}
    given = set(stack["services"][service]["environment"])
    assert given <= own | shared
    assert {f"{prefix}HOST", f"{prefix}DATABASE_URL", "DIANZHANG_BROKER", "DIANZHANG_ACCESS_URL"} <= given


@pytest.mark.parametrize("service", SERVICES)
def test_the_settings_can_be_read_from_the_environment_of_the_container(
    stack: dict[str, Any], service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in stack["services"][service]["environment"].items():
        monkeypatch.setenv(name, value)
    settings = settings_of(service)
    assert settings.host == "0.0.0.0"
    assert settings.database(Stack(), service) == f"postgresql://dianzhang:{SECRET}@postgres:5432/{service}"
    assert Stack().broker == "kafka:9092"


def test_every_database_that_is_asked_for_is_made(stack: dict[str, Any]) -> None:
    made = set(re.findall(r"CREATE DATABASE (\w+);", (ROOT / "deploy/postgres/databases.sql").read_text()))
    asked = {
        value.rsplit("/", 1)[1]
        for service in stack["services"].values()
        for name, value in service.get("environment", {}).items()
        if name.endswith("_URL")
    }
    assert asked == made


def test_every_container_runs_with_as_little_as_it_needs(stack: dict[str, Any]) -> None:
    for name, service in stack["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert int(service["user"].split(":")[0]) > 0, name
        assert int(service["mem_limit"]) > 0, name
        assert float(service["cpus"]) > 0, name
        assert service["pids_limit"] > 0, name
        assert not service.get("privileged"), name


def test_broker_and_database_are_reached_from_inside_only(stack: dict[str, Any]) -> None:
    assert stack["networks"]["inside"]["internal"] is True
    for name in ("kafka", "postgres", "prepare"):
        assert "ports" not in stack["services"][name]
        assert set(stack["services"][name]["networks"]) == {"inside"}


def test_images_are_pinned_and_ours_are_built_from_the_one_dockerfile(stack: dict[str, Any]) -> None:
    assert stack["services"]["kafka"]["image"] == "apache/kafka:4.1.1"
    assert re.fullmatch(r"postgres:\d+\.\d+-\w+", stack["services"]["postgres"]["image"])
    for name in OURS:
        built = stack["services"][name]["build"]
        wanted = "ingest" if name == "prepare" else name
        assert (built["dockerfile"], built["args"]) == ("deploy/Dockerfile", {"SERVICE": wanted})
        assert stack["services"][name]["image"].startswith(f"dianzhang/{wanted}:")


def test_services_wait_for_topics_and_everything_long_lived_has_a_health_check(stack: dict[str, Any]) -> None:
    dockerfile = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")
    assert "HEALTHCHECK" in dockerfile
    for service in SERVICES:
        waits = stack["services"][service]["depends_on"]
        assert waits["prepare"]["condition"] == "service_completed_successfully"
        assert waits["kafka"]["condition"] == waits["postgres"]["condition"] == "service_healthy"
        assert "healthcheck" not in stack["services"][service]
    assert all(stack["services"][name]["healthcheck"]["test"] for name in ("kafka", "postgres"))


def test_the_broker_is_the_version_that_we_bring_along() -> None:
    lock = (ROOT / "services/console/broker/kafka.lock.toml").read_text(encoding="utf-8")
    image = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["kafka"][
        "image"
    ]
    assert image.partition(":")[2] in lock


def test_variables_of_the_example_are_those_of_the_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"\$\{(\w+)", text))
    named = set(re.findall(r"(?m)^(\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8")))
    assert named <= used
    assert used - named == {"DIANZHANG_VERSION"}
