"""The contributor: trains on private data, publishes and commits updates, claims rewards."""
