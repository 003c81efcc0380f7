"""The questions that the index answers, by subject; each takes an open read transaction."""
