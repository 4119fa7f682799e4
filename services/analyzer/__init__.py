"""Analyzer: rolls the stream of shop events up into metric rows, exactly, whatever happens to the process."""
