"""What the contracts accept as proof that a proposal is wrong.

One `require_<proof>` for each of them. It returns nothing where the evidence refutes the proposal
and raises the contracts' own error otherwise: what does not hash to the proposal's roots never
refutes it, and neither does what agrees with it.
"""
