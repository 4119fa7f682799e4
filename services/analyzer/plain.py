"""Which days are plain, and which day stands beside one of a campaign (metrics.md M13, planning.md P3).

Campaigns and public holidays are those that the shop has told with `plan.campaign.set` and `plan.calendar.set`.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from services.analyzer.entities.settings import Settings
from services.analyzer.known import Known
from services.analyzer.moments import LocalDay

SAME_WEEKDAYS = 4
WEEKS_BACK = 8  # how far back plain days are looked for; the panes of expected figures are kept for 75 days
CAMPAIGN, CALENDAR = "campaign|", "calendar|"


class Campaign(NamedTuple):
    """A campaign's name and its days as text, earliest first."""

    name: str
    days: tuple[str, ...]


def campaign_on(known: Known, day: LocalDay) -> Campaign | None:
    """The campaign of a day, by what was in force on it."""
    end = day.spans["d"].end - 1
    for name, told in sorted(known.all("plan").items()):
        campaign = _campaign(_in_force(told, end)) if name.startswith(CAMPAIGN) else None
        if campaign is not None and str(day.date) in campaign.days:
            return campaign
    return None


def is_near_campaign(known: Known, day: LocalDay) -> bool:
    """A campaign day or the one after: neither is compared with plain days (rules.md R5 campaign_gate)."""
    return _of_campaign(known, day) is not None


def is_plain(known: Known, day: LocalDay) -> bool:
    """Neither of a campaign, nor a public holiday, nor without data."""
    return known.has_data(day.start) and not _is_holiday(known, day) and campaign_on(known, day) is None


def plain_days(known: Known, day: LocalDay) -> list[LocalDay]:
    """The last four same weekdays that were plain, as many as there are."""
    earlier = (known.calendar.days_on(day.date, -7 * weeks) for weeks in range(1, WEEKS_BACK + 1))
    return [other for other in earlier if is_plain(known, other)][:SAME_WEEKDAYS]


def usual_days(known: Known, day: LocalDay) -> list[LocalDay]:
    """The days that a day is compared with: plain ones, or the same day of last year's campaign if there was one."""
    found = _of_campaign(known, day)
    if found is None:
        return plain_days(known, day)
    campaign, since = found
    earlier = _year_before(known, campaign, known.calendar.days_on(day.date, -since))
    last = [] if earlier is None else [known.calendar.days_on(earlier.date, since)]
    return [other for other in last if known.has_data(other.start)]


def compared_with(days: list[LocalDay]) -> dict[str, Any] | None:
    """What a row says of the days that it was compared with: plain ones, or one of last year's campaign."""
    return {"compared_with": " ".join(str(day.date) for day in days)} if days else None


def _of_campaign(known: Known, day: LocalDay) -> tuple[Campaign, int] | None:
    """The campaign of a day, or of the day before, with the number of days since."""
    for since in (0, 1):
        campaign = campaign_on(known, known.calendar.days_on(day.date, -since))
        if campaign is not None:
            return campaign, since
    return None


def _year_before(known: Known, campaign: Campaign, day: LocalDay) -> LocalDay | None:
    """The day of the last campaign of the same name before: the same date of its year, else the same place in it."""
    before = [c for c in _all(known) if c.name == campaign.name and c.days[-1] < campaign.days[0]]
    last = max(before, key=lambda c: c.days, default=None)
    if last is None:
        return None
    same = [text for text in last.days if text[5:] == str(day.date)[5:]]
    found = same or list(last.days[campaign.days.index(str(day.date)) :][:1])
    return known.calendar.day_of(day.date.fromisoformat(found[0])) if found else None


def _all(known: Known) -> Iterator[Campaign]:
    for name, told in sorted(known.all("plan").items()):
        if name.startswith(CAMPAIGN):
            yield from (_campaign(statement.said) for statement in told.statements.values())


def _campaign(said: dict[str, Any]) -> Campaign:
    return Campaign(said["name"], tuple(sorted(factor["day"] for factor in said["factors"])))


def _is_holiday(known: Known, day: LocalDay) -> bool:
    told: Settings | None = known.get("plan", f"{CALENDAR}{day.date.year}")
    return told is not None and str(day.date) in _in_force(told, day.spans["d"].end - 1)["off_days"]


def _in_force(told: Settings, second: int) -> dict[str, Any]:
    """What was in force at a moment; what was told only afterwards counts, too."""
    said = told.at(second)
    return told.statements[max(told.statements)].said if said is None else said
