"""Counting the whole log anew beside the running analyzer, comparing both, and switching over."""
