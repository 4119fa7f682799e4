"""`python -m services.contracts`: after an addition to the contract, renew the stored schemas and docs/events.md.

A change that breaks those who rely on the stored schemas is told and nothing is written.
"""

import sys
from pathlib import Path

from services.contracts.document import document
from services.contracts.snapshots import broken, stored_schemas, write_schemas

PAGE = Path("docs/events.md")

if __name__ == "__main__":
    sentences = broken(stored_schemas())
    if sentences:
        sys.exit("The contract changes by adding only:\n" + "\n".join(f"- {one}" for one in sentences))
    write_schemas()
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(document(), encoding="utf-8")
    print(f"Wrote the schemas and {PAGE}")
