"""The parts of the morning page, each from what was gathered of the shop."""
