"""`python -m services.analyzer.rebuild`: counts the log anew beside the running analyzer, compares and switches.

Configured as the analyzer itself (`DIANZHANG_*`, `ANALYZER_*`); the last line of its output is the report as JSON.
"""

import argparse
import sys
from pathlib import Path

import msgspec
from kafka.errors import KafkaError

from services.analyzer.rebuilding.rebuilding import Rebuild
from services.analyzer.rebuilding.shadow import ShadowEnded
from services.analyzer.settings import Settings
from services.runtime import logs
from services.runtime.settings import Stack


def main() -> None:
    """One rebuild; exit code 1 with a sentence on stderr when it could not be done."""
    asked = _arguments()
    stack = Stack()
    logs.configure("rebuild", stack)
    try:
        rebuild = Rebuild(stack, Settings(), asked.log, _say)
        report = rebuild.run(asked.compare_only, asked.even_if_incomplete)
    except ShadowEnded as error:
        sys.exit(str(error))
    except KafkaError as error:
        sys.exit(f"The broker does not answer ({type(error).__name__}): is the installation running?")
    sys.stdout.write(msgspec.json.encode(report.told()).decode() + "\n")


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Count the log anew, compare, switch.")
    parser.add_argument("--compare-only", action="store_true")
    parser.add_argument("--even-if-incomplete", action="store_true")
    parser.add_argument("--log", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
