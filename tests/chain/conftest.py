"""A local chain for the tests of the chain adapter."""

from tests.chain.devnet_fixture import ganache, local_chain, own_chain, program, session_chain

__all__ = ["ganache", "local_chain", "own_chain", "program", "session_chain"]
