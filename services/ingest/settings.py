"""What ingest is told from outside: environment `INGEST_*`; sizes are those of events.md E2."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """Limits, rates and what is kept for how long."""

    model_config = SettingsConfigDict(env_prefix="INGEST_", extra="ignore", frozen=True)

    port: int = Field(8001, ge=0, le=65_535, description="Port to listen on")

    batch_bytes: int = Field(1_048_576, ge=1024, description="Largest body, sent and unpacked")
    batch_events: int = Field(2_500, ge=1, description="Most events in one request")
    event_bytes: int = Field(262_144, ge=1024, description="Largest event")
    header_bytes: int = Field(32_768, ge=1024, description="Largest request head")
    header_seconds: float = Field(10, gt=0, description="Time a client has to send its request head")
    keep_alive_seconds: int = Field(
        30, ge=1, description="Time an idle connection stays open; longer than clients keep theirs, often 5 s"
    )
    body_seconds: float = Field(30, gt=0, description="Time a client has to send its body")

    events_per_second: float = Field(20_000, ge=0, description="Events a key may send for good; 0: no limit")
    events_burst: float = Field(200_000, ge=1, description="Events a key may send at once after a pause")

    ack_seconds: float = Field(10, gt=0, description="How long a request waits for the broker")
    retry_after_seconds: int = Field(5, ge=1, description="What a 503 asks the client to wait")
    waiting_events: int = Field(
        100_000, ge=1, description="Events in flight beyond which a 503 is given at once"
    )
    tick_seconds: float = Field(2, gt=0, description="Distance of the ticks in the log")

    remembered_events: int = Field(200_000, ge=0, description="Events remembered in memory for duplicates")
    seen_events: int = Field(5_000_000, ge=0, description="Events remembered in the database")
    seen_hours: float = Field(24, gt=0, description="How long an event is remembered")

    quarantine_rows: int = Field(20_000, ge=1, description="Refused events kept of a shop")
    quarantine_bytes: int = Field(67_108_864, ge=1024, description="Locked text kept of a shop")
    quarantine_days: float = Field(30, gt=0, description="How long a refused event is kept")

    phrases_file: Path | None = Field(None, description="Banned phrases, one a line; none: the built-in list")
