"""Judges the figures by the rules, keeps each incident's life, and tells who has to act."""
