"""How far the sample has been told into this data folder, so that a second start goes on instead of beginning again."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Self

from services.console.errors import ConsoleError
from services.console.sample.book import DAYS


@dataclass(frozen=True)
class Memory:
    """`first_day` of the history; all before `told_until` (UTC) is acknowledged; `coupon` is the wrong one now live."""

    first_day: date
    told_until: datetime | None = None
    coupon: str | None = None

    @classmethod
    def begin(cls, today: date) -> Self:
        return cls(today - timedelta(days=DAYS))

    @classmethod
    def load(cls, file: Path) -> Self | None:
        """None when the sample has not been told here yet."""
        if not file.exists():
            return None
        try:
            kept = json.loads(file.read_text())
            until = kept["told_until"]
            moment = None if until is None else datetime.fromisoformat(until)
            return cls(date.fromisoformat(kept["first_day"]), moment, kept.get("coupon"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConsoleError(
                f"{file} cannot be read: remove it and the sample shop is told again from its beginning."
            ) from error

    def until(self, moment: datetime) -> Self:
        return replace(self, told_until=moment)

    def save(self, file: Path) -> None:
        unfinished = file.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(asdict(self), default=lambda moment: moment.isoformat()))
        unfinished.replace(file)
