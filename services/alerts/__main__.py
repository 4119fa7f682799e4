"""`python -m services.alerts`: judges, remembers, tells."""

import sys

from services.alerts.app import NAME, create
from services.alerts.settings import Settings
from services.runtime import logs
from services.runtime.kafka.topics import TopicsDiffer, check_topics
from services.runtime.serve import run
from services.runtime.settings import Stack


def main() -> None:
    """One worker process, configured by `DIANZHANG_*` and `ALERTS_*`."""
    stack, settings = Stack(), Settings()
    logs.configure(NAME, stack)
    try:
        check_topics(stack)
    except TopicsDiffer as error:
        sys.exit("\n".join(error.sentences))
    alerts = create(stack, settings)
    run(alerts.http, settings, alerts.stream)


main()
