"""Watching: every standing proposal is recomputed, and a wrong one is refuted.

`judge` decides what to do next about one proposal from what its inputs give and what it shows; it
reads files, and knows neither chain nor store. The node around it sends what was decided.
"""
