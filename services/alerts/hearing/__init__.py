"""Takes events into the read model and says which judgements they wake."""
