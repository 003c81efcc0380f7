"""The protocol as short, pure Python integers: readable twin of every contract entry point.

Nothing here reads a clock, draws randomness, does I/O or uses floats; time, sender and seed are
arguments. `transition` is the place to begin. The fast twins in `consort.codec` and
`consort.aggregation`, and the contracts, must agree with it bit for bit.
"""
