"""The operator's command line: the embedded stack, keys, links and topics of one installation."""
