"""Tells receivers what happened, by Standard Webhooks: leased, signed, tried again until it arrives."""
