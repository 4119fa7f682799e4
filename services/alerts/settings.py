"""What this service is told from outside; environment `ALERTS_*` (webhooks: `ALERTS_WEBHOOK_*`, see delivery)."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """The service's own settings."""

    model_config = SettingsConfigDict(env_prefix="ALERTS_", extra="ignore", frozen=True)

    port: int = Field(8003, ge=0, le=65_535, description="Port of the API")
    group: str = Field("alerts", description="Consumer group; workers of one group share the partitions")
    instance: str | None = Field(None, description="Name of this worker for static membership; none: dynamic")
    kept_days: int = Field(
        400, ge=41, description="How long incidents, messages and deliveries that are over stay"
    )
