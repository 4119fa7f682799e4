"""How webhooks are sent: environment `ALERTS_WEBHOOK_*`; times are seconds, figures those of reliability rows 21-24."""

from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.alerts.delivery.addresses import Networks, networks

HOUR = 3600.0
DAY = 24 * HOUR


class WebhookSettings(BaseSettings):
    """Where we may send to, how long one try may take, when the next one comes and when we give up."""

    model_config = SettingsConfigDict(env_prefix="ALERTS_WEBHOOK_", extra="ignore", frozen=True)

    allow: tuple[str, ...] = Field(
        (), description='Own networks that may be reached, and by plain http, such as ["127.0.0.0/8"]'
    )
    ca_file: Path | None = Field(None, description="Further certificate authorities to trust, PEM")

    total_seconds: float = Field(30, gt=0, description="One try, from looking up the name to the answer")
    connect_seconds: float = Field(10, gt=0, description="Connecting to one address")
    answer_bytes: int = Field(20_000, ge=0, description="How much of an answer is read")

    retry_seconds: tuple[float, ...] = Field(
        (5, 300, 1_800, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR), description="Pauses between the tries"
    )
    jitter: float = Field(0.2, ge=0, lt=1, description="Share by which a pause varies, up and down")
    retry_after_seconds: float = Field(10 * HOUR, gt=0, description="Most that a Retry-After can ask for")
    disable_after_seconds: float = Field(5 * DAY, gt=0, description="Only failures for so long: switched off")
    rotation_seconds: float = Field(DAY, ge=0, description="How long the secret before also signs")

    lease_seconds: float = Field(10, gt=0, description="A worker unheard of for so long loses its messages")
    poll_seconds: float = Field(1, gt=0, description="Look for due messages although nobody called")
    at_once: int = Field(256, ge=1, description="Tries at the same time")
    at_once_each: int = Field(4, ge=1, description="Tries at the same time to one endpoint that answers")
    stop_seconds: float = Field(3, ge=0, description="What a stop leaves to tries under way")

    endpoints_at_most: int = Field(500, ge=1, description="Endpoints of the installation")

    @field_validator("allow")
    @classmethod
    def _are_networks(cls, allow: tuple[str, ...]) -> tuple[str, ...]:
        networks(allow)
        return allow

    @property
    def allowed(self) -> Networks:
        """`allow`, read."""
        return networks(self.allow)
