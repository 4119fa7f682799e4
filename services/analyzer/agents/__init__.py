"""What runs on the stream: feeding, checkpoints, current rows, loading of state. All framework, no figure."""
