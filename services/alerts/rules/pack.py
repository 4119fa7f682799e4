"""What a rule pack says: every field of R1, as types."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

import msgspec

from services.contracts.vocabulary import Department, Route, Severity

Cadence = Literal["pulse", "minute", "hourly", "daily", "weekly", "monthly", "event"]
Op = Literal["<", "<=", ">", ">="]


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text in both languages."""

    zh: str = ""
    en: str = ""


class Bound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A comparison, strict as written; `value` is a decimal text or an integer, compared exactly."""

    op: Op
    value: str | int
    unit: str = ""

    @property
    def exact(self) -> Fraction:
        return Fraction(str(self.value))


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule; durations are texts such as `20s`, `30m`, `4h`, `1d`, or a number of evaluations such as `2x`.

    `numbers` holds every further figure that its judgement needs, by name. `judge` names the judgement in code.
    """

    id: str
    name: Text
    group: str
    judge: str
    metric: str | None = None
    scopes: list[str] = []
    window: str = ""
    fires: Bound | None = None
    clears: Bound | None = None
    hold: str = msgspec.field(name="for", default="0")
    keep: str = "0"
    minimum: int | None = None
    cadence: Cadence
    severity: Severity
    route: Route | None = None
    owner: Department
    copy: list[Department] = []
    deadline: str
    step: Text
    do_not: Text = Text()
    evidence: list[str] = []
    numbers: dict[str, int | str] = {}
    enabled: bool = True

    def number(self, name: str) -> Fraction:
        """A named figure, exact."""
        return Fraction(str(self.numbers[name]))


class Pack(msgspec.Struct, frozen=True):
    """The rules in force for a shop, in the order in which they are judged."""

    pack_id: str
    revision: int
    rules: Mapping[str, Rule]


class PackFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pack as it is written: rules as plain objects, so that each fault can name its rule."""

    pack_id: str
    revision: int
    rules: list[dict[str, object]]
