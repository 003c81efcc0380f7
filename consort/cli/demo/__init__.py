"""The demo: a chain, a store, contributors and validators as processes, and what they achieved."""
