"""What this service remembers in SQL; times are microseconds since the epoch (`_us`), bodies are JSON."""
