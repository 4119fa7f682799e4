"""The planner: targets split down to days and people, re-planned as each day closes, explained every morning."""
