import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def console(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "services.console", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_made_key_is_told_as_one_line_of_json(tmp_path: Path) -> None:
    made = console("keys", "create", "--data", str(tmp_path), "--shop", "s1", "--scope", "write", "--json")
    told = json.loads(made.stdout)
    assert (told["shop"], told["scope"], made.returncode) == ("s1", "write", 0)
    listed = console("keys", "list", "--data", str(tmp_path))
    assert told["id"] in listed.stdout
    assert told["key"] not in listed.stdout


def test_mistakes_of_the_person_at_the_keyboard_are_one_sentence(tmp_path: Path) -> None:
    for arguments in (
        ("keys", "create", "--data", str(tmp_path), "--scope", "write"),
        ("keys", "revoke", "nobody", "--data", str(tmp_path)),
        ("up", "--data", str(tmp_path), "--port-base", "70000"),
    ):
        done = console(*arguments)
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert "Traceback" not in done.stderr


def test_a_link_opens_the_page_for_the_person_named(tmp_path: Path) -> None:
    link = console("link", "--data", str(tmp_path), "--person", "p_ops", "--port-base", "9000")
    assert link.stdout.startswith("http://127.0.0.1:9003/?")


def test_the_topics_are_listed_with_what_they_hold() -> None:
    listed = console("topics")
    assert "shop.metrics.final" in listed.stdout
    assert "compacted" in listed.stdout
