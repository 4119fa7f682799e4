"""Which events stand behind each metric: those counted in its window, and those that change it from outside of it."""

from services.contracts.catalogue.behind.running import RUNNING
from services.contracts.catalogue.behind.selling import SELLING
from services.contracts.catalogue.behind.shared import Behind

BEHIND: dict[str, Behind] = {**SELLING, **RUNNING}
