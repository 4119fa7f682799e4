"""What missing data do to an incident: nothing resolves, nothing opens, and its timers start again afterwards."""

from datetime import datetime

from msgspec.structs import replace

from services.alerts.lifecycle.alert import Alert
from services.alerts.lifecycle.transition import Step, told


def heard(alert: Alert, is_back: bool, now: datetime) -> Step:
    return come_back(alert, now) if is_back else fall_silent(alert, now)


def fall_silent(alert: Alert, now: datetime) -> Step:
    if alert.state not in {"pending", "firing", "recovering"}:
        return alert, None
    silent = replace(alert, state="no_data", state_before_silence=alert.state)
    return told(silent, "updated", "no_data", now) if alert.is_said else (silent, None)


def come_back(alert: Alert, now: datetime) -> Step:
    """The state it had; `for`, `keep` and the reminders are counted anew."""
    if alert.state != "no_data" or alert.state_before_silence is None:
        return alert, None
    back = replace(alert, state=alert.state_before_silence, state_before_silence=None)
    if back.state == "pending":
        back = replace(back, since=now, evaluations=0, slot="")
    elif back.state == "recovering":
        back = replace(back, recovering_at=now)
    else:
        back = replace(back, nag_from=now, level=0)
    return told(back, "updated", "data_back", now) if back.is_said else (back, None)
