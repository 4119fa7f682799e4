"""Ingest: what shops say comes in here over HTTP, is judged event by event, and is written to the stream."""
