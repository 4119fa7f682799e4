"""What each entity adds to the windows: pure functions from an entity and its surroundings to contributions."""
