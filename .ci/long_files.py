"""Names the Python files over 250 lines that do not say why in a line `# long because ...` near their top."""

import sys
from pathlib import Path

LIMIT = 250
REASON = "# long because "
FOLDERS = ("services", "tests", "deploy", ".ci")


def is_too_long(file: Path) -> bool:
    lines = file.read_text(encoding="utf-8").splitlines()
    return len(lines) > LIMIT and not any(line.startswith(REASON) for line in lines[:10])


def main() -> None:
    files = sorted(file for folder in FOLDERS for file in Path(folder).rglob("*.py"))
    too_long = [str(file) for file in files if is_too_long(file)]
    if too_long:
        sys.exit(f"Over {LIMIT} lines without a reason: {', '.join(too_long)}")


if __name__ == "__main__":
    main()
