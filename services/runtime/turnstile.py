"""First come, first served, where several threads of a process write the same SQLite file.

SQLite has whoever finds the file locked ask again now and then: a thread that writes for long, and again at once, is
never met between two of its transactions, and somebody with a short one waits for many of them.
"""

from collections import deque
from threading import Lock


class Turnstile:
    """Lets one thread through at a time, in the order in which they came."""

    def __init__(self) -> None:
        """Nobody is inside."""
        self._lock = Lock()
        self._is_taken = False
        self._waiting: deque[Lock] = deque()  # each is held until its turn has come

    def enter(self, seconds: float) -> bool:
        """Wait for one's turn; False when it did not come within so many seconds."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=seconds):
            return True
        with self._lock:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # it came just then

    def leave(self) -> None:
        """Let the next one in."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
