"""The read API: what was counted, out of the history; how far it is, out of the running worker."""
