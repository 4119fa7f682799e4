"""What ingest offers over HTTP (architecture 9)."""
