"""From a metric row back to the events behind it: which records, which types, which of the events in them."""
