"""What the planner remembers, in SQL; every function works inside the caller's transaction."""
