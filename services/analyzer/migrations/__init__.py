"""The analyzer's tables, step by step."""
