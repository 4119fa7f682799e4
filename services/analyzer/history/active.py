"""Which state is the active one: read at every start, written by the first one and by a switch."""

from sqlalchemy import Engine
from sqlmodel import Session

from services.analyzer.history.tables import ActiveState
from services.analyzer.settings import Settings
from services.analyzer.version import STATE_VERSION
from services.runtime.store import insert_missing, reading, writing


def activate(history: Engine, settings: Settings) -> ActiveState:
    """The active state; a new installation, and one whose settings name another state, begins with that one."""
    with writing(history) as session:
        insert_missing(session, ActiveState, [first(settings, 1).model_dump()])
        active = session.get_one(ActiveState, 1)
        if (active.configured_topic, active.configured_group) != (settings.state_topic, settings.group):
            active = session.merge(first(settings, active.generation + 1))
        return active


def first(settings: Settings, generation: int) -> ActiveState:
    """The state that the settings name."""
    names = settings.state_topic, settings.group
    return ActiveState(
        generation=generation,
        version=STATE_VERSION,
        state_topic=names[0],
        group_id=names[1],
        configured_topic=names[0],
        configured_group=names[1],
    )


def following(active: ActiveState) -> ActiveState:
    """The state that a rebuild makes beside the active one; its names say which generation it is."""
    generation = active.generation + 1
    return ActiveState(
        generation=generation,
        version=STATE_VERSION,
        state_topic=f"{active.configured_topic}.{generation}",
        group_id=f"{active.configured_group}-{generation}",
        configured_topic=active.configured_topic,
        configured_group=active.configured_group,
    )


def generation_of(history: Engine) -> int:
    """The generation that is active now."""
    with reading(history) as session:
        return session.get_one(ActiveState, 1).generation


def switch(session: Session, to: ActiveState) -> None:
    """Make another state the active one, in the session's transaction."""
    session.merge(to)
