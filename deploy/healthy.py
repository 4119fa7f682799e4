"""Whether the service in this container lives: its /healthz answers ok. Exit code 0 or 1, for HEALTHCHECK."""

import os
import sys
import urllib.request

PORTS = {"ingest": 8001, "analyzer": 8002, "alerts": 8003, "planner": 8004}


def is_healthy(service: str, environment: dict[str, str]) -> bool:
    """Ask the service on its port; what has no port (the console) is healthy while it runs."""
    if service not in PORTS:
        return True
    port = int(environment.get(f"{service.upper()}_PORT", PORTS[service]))
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=4) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if is_healthy(os.environ.get("SERVICE", ""), dict(os.environ)) else 1)
