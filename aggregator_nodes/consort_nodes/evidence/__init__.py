"""Evidence against a wrong result: what the contracts that verify proofs are called with."""
