"""What runs in the planner: taking rows and settings in, re-planning, judging days, saying it on the stream."""
