"""The validator: fetches and verifies updates, votes, aggregates, and binds the result on chain."""
