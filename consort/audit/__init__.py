"""Whether what a person is told is true: rewards explained and tasks replayed, from the chain.

Reads chain, index and store; sends nothing, prints nothing.
"""
