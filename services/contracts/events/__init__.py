"""Every event of the shop, one module for each section of events.md (E3-E12)."""
