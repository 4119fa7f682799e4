"""What is said on the stream: topics, vocabulary, events, metrics. It imports nothing of ours and no framework."""
