"""The planner over HTTP: targets, the plan, reports (architecture 9)."""
