"""What the OpenAPI document says about how far a shop is."""

from pydantic import BaseModel, Field


class Offsets(BaseModel):
    """Places in the shop's partition: each is the offset after the last record that is through."""

    partition: int
    applied: int = Field(description="Counted in memory and said in current rows")
    checkpointed: int = Field(description="Durable; final rows of it are on the stream")
    end: int | None = Field(description="End of the log, as far as known")


class Progress(BaseModel):
    """How far one shop is."""

    model_config = {
        "json_schema_extra": {
            "example": {
                "shop_id": "demo",
                "offsets": {"partition": 7, "applied": 2981, "checkpointed": 2981, "end": 2981},
                "watermark": "2026-11-20T02:00:08Z",
                "arrived": "2026-11-20T02:00:09Z",
                "open_windows": 64,
                "pending_revisions": 0,
                "late_events": 0,
                "conflicting_events": 0,
                "last_checkpoint": "2026-11-20T02:00:10Z",
                "history": {"stored": 5120, "end": 5120},
            }
        }
    }

    shop_id: str
    offsets: Offsets
    watermark: str | None = Field(
        description="Latest time of the shop's own clock; windows before it are closing"
    )
    arrived: str | None = Field(description="When its latest event arrived")
    open_windows: int
    pending_revisions: int
    late_events: int
    conflicting_events: int
    last_checkpoint: str | None
    history: dict[str, int | None] = Field(description="Offsets of the metrics topic: stored in SQL, end")
