"""The metrics of the shop, one module for each section of metrics.md."""
