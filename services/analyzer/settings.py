"""What the analyzer is told from outside; environment `ANALYZER_*`."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.contracts import topics
from services.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """The analyzer's own settings.

    A second analyzer, as for comparing a changed formula, gets its own `group` and its own four output topics.
    """

    model_config = SettingsConfigDict(env_prefix="ANALYZER_", extra="ignore", frozen=True)

    port: int = Field(8002, ge=0, le=65_535, description="Port of the read API")
    group: str = Field("analyzer", description="Consumer group; workers of one group share the partitions")
    instance: str | None = Field(None, description="Name of this worker for static membership; none: dynamic")
    state_topic: str = Field(topics.STATE, description="Where panes, entities and meta records are kept")
    metrics_topic: str = Field(topics.METRICS, description="Where all rows go, and what the history reads")
    final_topic: str = Field(topics.METRICS_FINAL, description="Where final rows of day and longer go again")
    late_topic: str = Field(topics.LATE, description="Where events go that came too late to change anything")
    checkpoint_seconds: float = Field(1.0, gt=0, description="Pause between two checkpoints")
    current_seconds: float = Field(0.5, gt=0, description="Pause between two rounds of current rows")
    max_unacked: int = Field(
        20_000, gt=0, description="Records applied ahead of the last checkpoint, at most"
    )
    max_unacked_mib: int = Field(64, gt=0, description="The same in MiB")
    stall_seconds: float = Field(180.0, gt=0, description="Without a checkpoint for so long the process ends")
    pulse_hours: float = Field(
        6.0, gt=0, description="How long 10-second and rolling-minute rows stay in SQL"
    )
    minute_hours: float = Field(72.0, gt=0, description="How long minute rows stay in SQL")
    monitored_shops: str = Field(
        "", description="Shops with series of their own, by commas; none: the first 20"
    )

    def outputs(self) -> dict[str, str]:
        """The topics of the contracts, as they are called here."""
        return {
            topics.METRICS: self.metrics_topic,
            topics.METRICS_FINAL: self.final_topic,
            topics.LATE: self.late_topic,
        }
