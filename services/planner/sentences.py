"""What the page and the report say, in both languages; figures inside are formatted as everywhere."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import msgspec

from services.planner import figures
from services.planner.budget import Offer
from services.planner.diagnosis import Cause, Diagnosis, SourceGap, leading
from services.planner.names import FACTORS, Names
from services.planner.sheet import Ratio, Words


class Sentences(msgspec.Struct, frozen=True):
    """The sentences of one shop; `exponent` that of the plan's figures."""

    names: Names
    exponent: int
    today: date

    def money(self, amount: int, *, signed: bool = False) -> str:
        """An amount in main units."""
        return figures.money(amount, self.exponent, signed=signed)

    def day(self, day: date) -> Words:
        """`Yesterday`, or the date."""
        if (self.today - day).days == 1:
            return Words("昨天", "Yesterday")
        return Words(f"{day.month}月{day.day}日", f"{day.day} {figures.MONTHS[day.month - 1]}")

    def verdict(self, day: date, diagnosis: Diagnosis) -> tuple[Words, Words | None]:
        """Met or missed, by how much, and the source and factor that did most of it; then the other direction."""
        when, gap = self.day(day), diagnosis.gap
        is_met = gap >= 0
        first, second = leading(diagnosis, 1 if is_met else -1), leading(diagnosis, -1 if is_met else 1)
        by = self.money(abs(gap))
        if gap == 0:
            head = Words(f"{when.zh}正好达标。", f"{when.en} met its target exactly.")
        elif is_met:
            head = Words(f"{when.zh}达标，多 {by}", f"{when.en} met its target by {by}")
        else:
            head = Words(f"{when.zh}未达标，少 {by}", f"{when.en} missed by {by}")
        if gap and first:
            name, amount = self.cause(first), self.money(first.contribution, signed=True)
            zh = "主要来自" if is_met else "主要缺在"
            head = Words(
                f"{head.zh}：{zh}{name.zh}，{amount}。", f"{head.en}: most of it is {name.en}, {amount}."
            )
        elif gap:
            head = Words(f"{head.zh}。", f"{head.en}.")
        return head, self._other(diagnosis, second) if second else None

    def cause(self, cause: Cause) -> Words:
        """A source and its factor."""
        source = self.names.source(cause.traffic_source)
        if cause.factor is None:
            return source
        factor = FACTORS[cause.factor]
        return Words(f"{source.zh}{factor.zh}", f"{source.en} {factor.en}")

    def _other(self, diagnosis: Diagnosis, cause: Cause) -> Words:
        """The other direction, with the source's net contribution."""
        name, amount = self.cause(cause), self.money(cause.contribution, signed=True)
        gap = next((each for each in diagnosis.sources if each.traffic_source == cause.traffic_source), None)
        if gap is None:
            return Words(f"另一面：{name.zh} {amount}。", f"The other way: {name.en}, {amount}.")
        net = self.money(gap.contribution, signed=True)
        more = self._more_visitors(gap) if cause.factor == "visitors" else None
        if more:
            return Words(
                f"{more.zh} {amount}，该来源净 {net}。", f"{more.en} {amount}; the source came to {net}."
            )
        return Words(
            f"另一面：{name.zh} {amount}，该来源净 {net}。",
            f"The other way: {name.en}, {amount}; the source came to {net}.",
        )

    def _more_visitors(self, gap: SourceGap) -> Words | None:
        more = round(gap.actual.visitors - gap.plan.visitors)
        source = self.names.source(gap.traffic_source)
        if more > 0:
            return Words(
                f"{source.zh}多来 {figures.count(more)} 位访客，",
                f"{source.en} brought {figures.count(more)} more visitors:",
            )
        if more < 0:
            return Words(
                f"{source.zh}少来 {figures.count(-more)} 位访客，",
                f"{source.en} brought {figures.count(-more)} fewer visitors:",
            )
        return None

    def offer(self, offer: Offer, gap: int, margin: Fraction | None) -> Words:
        """What winning a source's loss back takes, and whether it would pay (P9)."""
        source, need = self.names.source(offer.traffic_source), figures.count(offer.visitors_needed)
        amount, spend = self.money(gap), figures.money(offer.budget_minor, self.exponent)
        roi = figures.plain(_ratio(offer.roi))
        even = figures.plain(_ratio(1 / margin)) if margin else figures.DASH
        takes = Words(
            f"{source.zh}补回 {amount} 要 {need} 位访客、{spend}，预计投产 {roi}",
            f"Winning back {amount} with {source.en} takes {need} visitors and {spend}; expected ROI {roi}",
        )
        return {
            "loses_money": Words(
                f"不建议。{takes.zh} 低于保本 {even}：会亏。先修转化。",
                f"Not advised. {takes.en} is under break-even {even}: it would lose money. Repair conversion first.",
            ),
            "buy": Words(f"{takes.zh}，保本 {even}。", f"{takes.en}, break-even {even}."),
            "no_budget": Words("本月推广预算已用完。", "The month's budget is spent."),
            "page_first": Words(
                f"先修页面，再补 {need} 位访客。", f"Repair the page first, then bring {need} visitors."
            ),
            "unknown_margin": Words(
                f"{takes.zh}；没设毛利率，判不了赚亏。",
                f"{takes.en}; without a gross margin nobody can say if it pays.",
            ),
            "free": Words(
                f"{source.zh}补回 {amount} 要 {need} 位访客：看排名、主图、标题和橱窗。",
                f"Winning back {amount} with {source.en} takes {need} visitors: "
                "look at rank, main image, title and slots.",
            ),
        }[offer.verdict]


def _ratio(value: Fraction | None) -> Ratio | None:
    return None if value is None else Ratio(value.numerator, value.denominator)
