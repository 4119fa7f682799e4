"""Who is told (rules.md R4): owners with their fallbacks, escalation, grouping, caps, opening hours; pure."""
