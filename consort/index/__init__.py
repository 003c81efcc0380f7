"""What happened on a deployment's chain, kept in one SQLite file that people ask.

The chain decides; this file is a copy that can be thrown away and built again.
"""
