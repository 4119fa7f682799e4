"""Metric rows in SQL: everything said on the metrics topic, the planner's rows too, for questions about the past."""
