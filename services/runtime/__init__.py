"""How a process of ours lives: settings, logs, health, store, stream, keys; it knows no words of the shop's trade."""
