"""A local chain for the tests of the chain adapter."""

from tests.chain.devnet_fixture import local_chain, session_chain

__all__ = ["local_chain", "session_chain"]
