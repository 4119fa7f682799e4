"""What ingest keeps in SQL: shops, what was seen, quarantine, and how much of its rate a key has left."""
