"""Judges figures by rules: pure; what is known of a shop comes in through `Look`."""
