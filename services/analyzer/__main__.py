"""`python -m services.analyzer`: counts the stream, keeps the history, answers for it."""

import sys

from services.analyzer.agents.collecting import spare_collector
from services.analyzer.app import NAME, create
from services.analyzer.settings import Settings
from services.runtime import logs
from services.runtime.kafka.topics import TopicsDiffer, check_topics
from services.runtime.serve import run
from services.runtime.settings import Stack


def main() -> None:
    """One worker process, configured by `DIANZHANG_*` and `ANALYZER_*`."""
    stack, settings = Stack(), Settings()
    logs.configure(NAME, stack)
    try:
        check_topics(stack)
    except TopicsDiffer as error:
        sys.exit("\n".join(error.sentences))
    analyzer = create(stack, settings)
    spare_collector()
    run(analyzer.http, settings, analyzer.stream)


main()
