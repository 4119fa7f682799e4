"""From the changelog back to the state of the last durable checkpoint.

A crash between two writes of a checkpoint leaves items that are ahead of the meta record. The image therefore keeps
every version that may still be needed and picks, per item, the newest one that the meta record covers.
"""

from services.analyzer.engine.stamps import META_KEY, NEVER, StampedItem, unpack


class StateDamaged(RuntimeError):
    """The changelog no longer holds the version that the meta record needs; rebuild from the source log."""


class Image:
    """The versions of one partition's state items while its changelog is read, oldest record first."""

    def __init__(self) -> None:
        """An empty image: no checkpoint has ever been taken."""
        self.next_offset = NEVER
        self._only: dict[bytes, StampedItem] = {}  # of most items one version is left
        self._versions: dict[bytes, list[StampedItem]] = {}

    def read(self, key: bytes, value: bytes | None, stamp: int = NEVER) -> None:
        """Take in one changelog record; `stamp` is that of a tombstone's header."""
        if key == META_KEY:
            if value is not None:
                self.next_offset = max(self.next_offset, unpack(value).stamp)
        elif value is None:
            self._bury(key, stamp)
        else:
            self._keep(key, unpack(value))

    def items(self) -> dict[bytes, StampedItem]:
        """The durable version of every item, graves among them.

        Raises:
            StateDamaged: an item is ahead of the meta record and its version before is gone.
        """
        chosen, covered = {}, self.next_offset
        for key, item in self._only.items():
            if item.stamp <= covered:
                chosen[key] = item
            else:
                self._durable(key, [item])
        for key, versions in self._versions.items():
            best = self._durable(key, versions)
            if best is not None:
                chosen[key] = best
        return chosen

    def _durable(self, key: bytes, versions: list[StampedItem]) -> StampedItem | None:
        covered = [item for item in versions if item.stamp <= self.next_offset]
        best = max(covered, key=lambda item: item.stamp, default=None)
        ahead = min((item for item in versions if item.stamp > self.next_offset), default=None)
        known = NEVER if best is None else best.stamp
        if ahead is not None and ahead.previous > known:
            raise StateDamaged(f"state item {key!r}: version {ahead.previous} is missing")
        return best

    def _keep(self, key: bytes, item: StampedItem) -> None:
        if key in self._only or key in self._versions:
            self._put(key, self._still_needed([*self._known(key), item]))
        else:
            self._only[key] = item

    def _known(self, key: bytes) -> list[StampedItem]:
        only = self._only.get(key)
        return self._versions.get(key, []) if only is None else [only]

    def _put(self, key: bytes, versions: list[StampedItem]) -> None:
        self._only.pop(key, None)
        self._versions.pop(key, None)
        if len(versions) == 1:
            self._only[key] = versions[0]
        elif versions:
            self._versions[key] = versions

    def _still_needed(self, versions: list[StampedItem]) -> list[StampedItem]:
        covered = [item for item in versions if item.stamp <= self.next_offset]
        ahead = [item for item in versions if item.stamp > self.next_offset]
        return ([max(covered, key=lambda item: item.stamp)] if covered else []) + ahead

    def _bury(self, key: bytes, stamp: int) -> None:
        left = [item for item in self._known(key) if item.stamp > stamp]
        # what a checkpoint that never counted wrote ahead; the end of the item is known from here on
        self._put(key, [StampedItem(stamp, NEVER, b""), *left] if left else [])
