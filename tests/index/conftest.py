"""A local chain for the tests of the index."""

from tests.chain.devnet_fixture import local_chain, own_chain, program, session_chain

__all__ = ["local_chain", "own_chain", "program", "session_chain"]
