"""The walk of docs/first-morning.md, its own commands in its own order, on a running stack."""

import re
import subprocess
from pathlib import Path
from typing import Any

from tests.system.running import ROOT, Stack, eventually

WALK = ROOT / "docs" / "first-morning.md"
ALERT_SECONDS = 60.0
REPORT_SECONDS = 120.0


def commands(stack: Stack) -> str:
    """All `sh` blocks of the walk, with this stack's addresses and data folder in place of the usual ones."""
    blocks = re.findall(r"^```sh\n(.*?)^```", WALK.read_text(), re.MULTILINE | re.DOTALL)
    script = "\n".join(blocks)
    for n, service in enumerate(("ingest", "analyzer", "alerts", "planner")):
        script = script.replace(f"http://127.0.0.1:{8001 + n}", getattr(stack, service))
    script = script.replace("data/keys.json", str(stack.data / "keys.json"))
    script = script.replace("console keys create", f"console keys create --data {stack.data}")
    script = script.replace("console replay", f"console replay --url {stack.ingest}")
    script = script.replace("console link", f"console link --data {stack.data} --port-base {stack.port_base}")
    return script.replace("/tmp/yesterday.ndjson", str(stack.data / "yesterday.ndjson"))


def walk(stack: Stack, tmp_path: Path) -> str:
    """What the commands print, all of them."""
    file = tmp_path / "walk.sh"
    file.write_text(commands(stack))
    done = subprocess.run(
        ["bash", "-eu", str(file)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_newcomer_reaches_the_first_alert_and_the_first_report_by_pasting(
    stack: Stack, tmp_path: Path
) -> None:
    said = walk(stack, tmp_path)
    assert said.count('"accepted":1') == 9
    assert said.count('"rejected":1') == 1
    assert "data.amount_minor" in said
    assert "whsec_" in said
    assert f"{stack.planner}/?" in said

    with stack.client("alerts") as alerts:
        loss = eventually(lambda: _opened(alerts, "below_floor_sale"), ALERT_SECONDS)
        assert _opened(alerts, "promo_preflight")
    assert loss["severity"] == "critical"
    assert loss["step"]
    with stack.client("planner") as planner:
        eventually(lambda: _has_verdict(planner), REPORT_SECONDS)


def _opened(alerts: Any, rule: str) -> Any:
    found = alerts.get("/v1/alerts", params={"shop": "tea", "rule": rule}).json()["alerts"]
    return found[0] if found else None


def _has_verdict(planner: Any) -> bool:
    """Yesterday's five orders of 238.00 are in the morning's verdict."""
    text = planner.get("/v1/shops/tea/reports/morning").text
    return "119000" in text or "1,190.00" in text
