"""The chain as typed calls and events: contracts, accounts, deployments, a local chain.

Nothing of web3 leaves this package: addresses are checksummed strings, hashes bytes, structures the
dataclasses of `consort.spec.types`. It assumes no habit of one node: fees are explicit, nonces its
own, log ranges adapt, and a refusal by a contract is raised as the exception of the same name.
"""
