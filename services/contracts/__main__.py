"""`python -m services.contracts`: after an addition to the contract, renew the stored schemas and the pages in docs/.

A change that breaks those who rely on the stored schemas is told and nothing is written.
"""

import sys
from pathlib import Path

from services.contracts.document import document
from services.contracts.metric_document import metric_document
from services.contracts.snapshots import broken, stored_schemas, write_schemas

PAGES = {Path("docs/events.md"): document, Path("docs/metrics.md"): metric_document}

if __name__ == "__main__":
    sentences = broken(stored_schemas())
    if sentences:
        sys.exit("The contract changes by adding only:\n" + "\n".join(f"- {one}" for one in sentences))
    write_schemas()
    for page, written in PAGES.items():
        page.parent.mkdir(exist_ok=True)
        page.write_text(written(), encoding="utf-8")
    print(f"Wrote the schemas, {' and '.join(str(page) for page in PAGES)}")
