"""What `/v1/endpoints` takes and shows."""

from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from services.alerts.moments import optional_text, text
from services.alerts.rules.loading import default_pack
from services.alerts.store.endpoints import filters_of, shops_of
from services.alerts.store.tables import Endpoint
from services.contracts.moments import moment_of
from services.contracts.vocabulary import Department, Route, Severity
from services.runtime.access.grants import Grant
from services.runtime.access.http import forbidden
from services.runtime.problems import Problem

MessageType = Literal[
    "alert.opened", "alert.updated", "alert.escalated", "alert.resolved", "task.assigned", "report.published"
]
State = Literal["waiting", "delivered", "given_up"]
TYPES: tuple[str, ...] = get_args(MessageType)
ShopId = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$"
    ),
]


def _is_rule(name: str) -> str:
    if name not in default_pack().rules:
        raise ValueError("no rule has this id: GET /v1/rules lists them all")
    return name


RuleId = Annotated[str, AfterValidator(_is_rule)]


class FiltersWanted(BaseModel):
    """Only messages whose value is in each of these lists; a list left out lets everything pass."""

    model_config = ConfigDict(extra="forbid")

    types: list[MessageType] | None = Field(None, min_length=1)
    rules: list[RuleId] | None = Field(None, min_length=1, max_length=200)
    severities: list[Severity] | None = Field(None, min_length=1)
    departments: list[Department] | None = Field(None, min_length=1)
    routes: list[Route] | None = Field(None, min_length=1)

    def lists(self) -> dict[str, list[str]]:
        lists: dict[str, list[str]] = self.model_dump(exclude_none=True)
        return lists


class EndpointWanted(BaseModel):
    """A receiver: https on a public address, or one of the installation's own networks."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"url": "https://hooks.example/dianzhang", "filters": {"types": ["alert.opened"]}}
        },
    )

    url: str = Field(min_length=1, max_length=2_000)
    kind: Literal["webhook"] = "webhook"
    shops: list[ShopId] | None = Field(None, min_length=1, max_length=1_000, description="None: every shop")
    filters: FiltersWanted = Field(default_factory=FiltersWanted)


class EndpointKnown(BaseModel):
    """A receiver without its secret."""

    id: str
    url: str
    kind: str
    shops: list[str] | None
    filters: dict[str, list[str]]
    state: Literal["enabled", "disabled"]
    disabled_reason: str | None = None
    disabled_at: str | None = None
    failing_since: str | None = None
    last_success_at: str | None = None
    last_failure_at: str | None = None
    created_at: str
    deliveries: dict[str, int] | None = Field(None, description="Messages by state")


class EndpointMade(EndpointKnown):
    """A new receiver; `secret` is shown this once."""

    secret: str


class DeliveryKnown(BaseModel):
    """A message for one receiver."""

    message_id: str
    webhook_id: str
    alert_id: str | None
    state: str
    attempts: int
    created_at: str
    next_attempt_at: str | None
    delivered_at: str | None
    last_status: int | None
    last_error: str | None


class Page(BaseModel):
    """`next` asks for older ones."""

    deliveries: list[DeliveryKnown]
    next: int | None = None


class Replayed(BaseModel):
    """How many messages go out again."""

    id: str
    replayed: int


class Rotated(BaseModel):
    """`secret` is shown this once; the one before signs too, until `former_until`."""

    id: str
    secret: str
    former_until: str


class Tested(BaseModel):
    """What came of a test message."""

    id: str
    webhook_id: str
    outcome: str
    status: int | None
    error: str | None
    seconds: float


def known(endpoint: Endpoint, counts: dict[str, int] | None = None) -> EndpointKnown:
    filters = filters_of(endpoint)._asdict()
    return EndpointKnown(
        id=endpoint.id,
        url=endpoint.url,
        kind=endpoint.kind,
        shops=shops_of(endpoint),
        filters={name: sorted(values) for name, values in filters.items() if values},
        state="enabled" if endpoint.disabled_us is None else "disabled",
        disabled_reason=endpoint.disabled_reason,
        disabled_at=optional_text(endpoint.disabled_us),
        failing_since=optional_text(endpoint.failing_since_us),
        last_success_at=optional_text(endpoint.last_success_us),
        last_failure_at=optional_text(endpoint.last_failure_us),
        created_at=text(moment_of(endpoint.created_us)),
        deliveries=counts,
    )


def shops_for(admin: Grant, shops: list[str] | None) -> list[str] | None:
    """An admin of one shop registers receivers of that shop only."""
    if admin.shop_id is None:
        return shops
    if shops is not None and set(shops) != {admin.shop_id}:
        raise forbidden("This key administers only its own shop.")
    return [admin.shop_id]


def invalid(field: str, message: str, **more: Any) -> Problem:
    return Problem(422, "invalid", f"{field}: {message}", extra={"field": field, **more})
