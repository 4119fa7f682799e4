"""The state engine: an aggregator per source partition whose state is checkpointed, stamped and recovered exactly.

An aggregator (see `aggregator.Aggregator`) is pure: records in, rows and changed state items out. The engine around
it keeps offsets (`partition.Partition`), writes checkpoints in stages (`checkpoint.Snapshot`) and restores what the
last durable checkpoint said (`recovery.Image`). Nothing here knows Kafka, Faust or a shop.
"""
