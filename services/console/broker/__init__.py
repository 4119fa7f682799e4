"""The embedded broker: a real Apache Kafka from two Python packages, in a data folder of its own."""
