"""The families of standing figures, by section."""

from services.analyzer.formulas.table import SECTIONS
from services.analyzer.standing import Standing

STANDING: dict[str, Standing] = {
    standing.family: standing for section in SECTIONS for standing in getattr(section, "STANDING", ())
}
