"""How our processes speak with Kafka: topics, acknowledged sends, the one publisher, the stream worker, the inbox."""
