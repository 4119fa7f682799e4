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
        chosen = {}
        for key, versions in self._versions.items():
            item = self._durable(key, versions)
            if item is not None:
                chosen[key] = item
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
        versions = self._versions.setdefault(key, [])
        versions.append(item)
        if len(versions) > 1:
            self._versions[key] = self._still_needed(versions)

    def _still_needed(self, versions: list[StampedItem]) -> list[StampedItem]:
        covered = [item for item in versions if item.stamp <= self.next_offset]
        ahead = [item for item in versions if item.stamp > self.next_offset]
        return ([max(covered, key=lambda item: item.stamp)] if covered else []) + ahead

    def _bury(self, key: bytes, stamp: int) -> None:
        left = [item for item in self._versions.get(key, []) if item.stamp > stamp]
        if (
            left
        ):  # what a checkpoint that never counted wrote ahead; the end of the item is known from here on
            self._versions[key] = [StampedItem(stamp, NEVER, b""), *left]
        else:
            self._versions.pop(key, None)
