"""What the planner is told from outside; environment `PLANNER_*`."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """The planner's own settings."""

    model_config = SettingsConfigDict(env_prefix="PLANNER_", extra="ignore", frozen=True)

    port: int = Field(8004, ge=0, le=65_535, description="Port of the pages and the plan API")
    group: str = Field("planner", description="Consumer group")
    instance: str | None = Field(None, description="Name of this worker for static membership; none: dynamic")
    think_seconds: float = Field(0.5, gt=0, description="Pause between two rounds of re-planning")
    live_seconds: float = Field(1.0, gt=0, description="Pause between two looks at the running day")
    send_seconds: float = Field(0.2, gt=0, description="Pause between two looks into the outbox")
    forget_seconds: float = Field(3_600, gt=0, description="Pause between two clean-ups of old figures")
