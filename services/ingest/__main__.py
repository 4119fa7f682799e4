"""`python -m services.ingest`: takes events in over HTTP and writes them to the stream."""

from services.ingest.app import NAME, create
from services.ingest.guard import guarded
from services.ingest.settings import Settings
from services.runtime import logs, serve
from services.runtime.settings import Stack


def main() -> None:
    """Serve until SIGTERM."""
    stack, settings = Stack(), Settings()
    logs.configure(NAME, stack)
    serve.run(
        create(stack, settings),
        settings,
        http=guarded(settings),
        timeout_keep_alive=settings.keep_alive_seconds,
    )


if __name__ == "__main__":
    main()
