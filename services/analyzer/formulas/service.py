"""Customer service (metrics.md M7)."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from services.analyzer.deltas import SHOP, Scope
from services.analyzer.formulas.formula import Formula, distinct, total
from services.analyzer.known import Known
from services.analyzer.panes import PaneKey
from services.analyzer.standing import Spoken, Standing, when_told
from services.analyzer.values import Value, missing, ratio
from services.analyzer.views import PaneView, View
from services.contracts.rounding import rounded

REPLY_DAYS = 30


def inquiry_conversion(view: View) -> Value:
    """Converted inquirers over inquirers."""
    return ratio(view.count("inquiry_buyers"), view.count("inquirers"))


def agent_gaps(view: PaneView) -> Iterator[Spoken]:
    """Each agent's conversion minus the shop's, which is that of all inquirers together."""
    inquiries = view.within("q")
    whole = inquiry_conversion(inquiries)
    for agent in inquiries.others("agent_id"):
        if agent.has("inquirers"):
            value = _gap(inquiry_conversion(agent), whole)
            yield Spoken(f"agent_gap {agent.scope[0][1]}", "agent_gap", agent.scope, value)


def _gap(own: Value, whole: Value) -> Value:
    if not own.denominator or not whole.denominator:
        return missing("zero_denominator")
    assert own.numerator is not None
    assert whole.numerator is not None
    gap = Fraction(own.numerator, own.denominator) - Fraction(whole.numerator, whole.denominator)
    beside = {"inquirers": own.denominator, "shop_conversion": whole.shown}
    return Value(gap.numerator, gap.denominator, beside=beside)


def industry_gap(view: View) -> Value:
    """The shop's conversion minus the mean of the industry in force at the end of the window."""
    mean = view.known.benchmark("inquiry_conversion", view.end - 1)
    own = inquiry_conversion(view)
    if mean is None:
        return missing("not_configured")
    if not own.denominator:
        return own
    assert own.numerator is not None
    gap = Fraction(own.numerator, own.denominator) - mean
    beside = {"inquirers": own.denominator, "benchmark": rounded(mean.numerator, mean.denominator)}
    return Value(gap.numerator, gap.denominator, beside=beside)


def reply_rate(view: View) -> Value:
    """Rounds answered within three minutes over rounds begun from 08:00 to 24:00, of the last 30 days."""
    days = view.rolling(REPLY_DAYS)
    return ratio(days.sum("quick_rounds"), days.sum("rounds"))


def replying(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The shop, and the agents with a round in the window."""
    yield SHOP
    found: set[Scope] = set()
    for day in known.days(end, REPLY_DAYS):
        for scope in known.book.windows.get(("s", "d", day), ()):
            if scope and scope[0][0] == "agent_id" and _has_rounds(known, day, scope):
                found.add(scope)
    yield from found


def _has_rounds(known: Known, day: int, scope: Scope) -> bool:
    return "rounds" in known.book.panes[PaneKey("s", "d", day, scope)].sums


FORMULAS: dict[str, Formula] = {
    "inquiries": total("inquiries", "q"),
    "inquirers": distinct("inquirers", "q"),
    "inquiry_buyers": distinct("inquiry_buyers", "q")._replace(needs=("inquirers",)),
    "inquiry_conversion": Formula("q", ("inquirers",), inquiry_conversion),
    "industry_gap": Formula("q", (), industry_gap),
    "agent_sales": total("gmv"),
    "reply_rate_3min": Formula("reply", (), reply_rate),
    "phrase_hits": total("phrase_hits"),
}
STANDING = (
    Standing("gaps", ("d", "w"), when_told, say=agent_gaps),
    Standing(
        "reply",
        (f"r{REPLY_DAYS}",),
        replying,
        follows=frozenset({(), ("agent_id",)}),
        reach=REPLY_DAYS - 1,
        opens=lambda known, day, start: "rounds" in day.sums,
    ),
)
