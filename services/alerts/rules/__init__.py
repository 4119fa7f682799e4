"""Rules as data (rules.md R1): the default pack, a shop's own numbers over it, exact comparisons."""
