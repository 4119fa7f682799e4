"""How many distinct members several sets have together: weeks of days, days of hours."""

from datasketches import hll_sketch, tgt_hll_type

from services.analyzer.members import REGISTERS_LOG2, Members, estimated


class Together:
    """The distinct members of several sets."""

    def __init__(self) -> None:
        """No set yet."""
        self._members: set[str] = set()
        self._sketches: list[hll_sketch] = []

    def join(self, members: Members | None) -> None:
        """One more set."""
        if members is not None:
            self._members.update(members.counts)
            self._sketches += [] if members.sketch is None else [members.sketch]

    @property
    def size(self) -> int:
        """How many members there are; an estimate when one of the sets is a sketch."""
        if not self._sketches:
            return len(self._members)
        exact = hll_sketch(REGISTERS_LOG2, tgt_hll_type.HLL_8)
        for member in self._members:
            exact.update(member)
        return estimated([*self._sketches, exact])


def united(sets: list[Members]) -> int:
    """How many distinct members several sets have together; an estimate when one of them is a sketch."""
    if len(sets) == 1:
        return sets[0].size
    together = Together()
    for members in sets:
        together.join(members)
    return together.size
