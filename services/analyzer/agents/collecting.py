"""How often Python looks for cycles: the state of a fold is large, lives long and has none."""

import atexit
import gc

YOUNG, MIDDLE, OLD = 100_000, 50, 100  # allocations, and collections of the younger generation, before a look


def spare_collector() -> None:
    """Look seldom, and never again at what is there now (call it when the process has loaded what it keeps)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    atexit.register(gc.unfreeze)  # else the last collection passes over it, and sketches are told of as leaks


def set_aside() -> None:
    """Never look at what was made until now.

    For whoever counts without a pause: what is made then is state. A cycle that somebody else leaves behind meanwhile
    stays; there are a few a second, for as long as that lasts.
    """
    gc.freeze()
