"""`python -m services.planner`: plans, explains, and shows the morning page."""

import sys

from services.planner.app import NAME, create
from services.planner.settings import Settings
from services.runtime import logs
from services.runtime.kafka.topics import TopicsDiffer, check_topics
from services.runtime.serve import run
from services.runtime.settings import Stack


def main() -> None:
    """One process, configured by `DIANZHANG_*` and `PLANNER_*`."""
    stack, settings = Stack(), Settings()
    logs.configure(NAME, stack)
    try:
        check_topics(stack)
    except TopicsDiffer as error:
        sys.exit("\n".join(error.sentences))
    planner = create(stack, settings)
    run(planner.http, settings, planner.stream)


main()
