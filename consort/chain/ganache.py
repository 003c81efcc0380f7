"""Ganache 7, Truffle's local chain, which ended with the Shanghai fork."""

from typing import Final

from consort.chain.chain_program import CHAIN_ID, ChainProgram, Launch

_FLAGS: Final = (
    *("--chain.chainId", str(CHAIN_ID), "--chain.networkId", str(CHAIN_ID)),
    *("--chain.hardfork", "shanghai"),
    *("--chain.asyncRequestProcessing", "false"),  # of estimates at once, some got no answer
    *("--miner.callGasLimit", "0x1000000"),  # what one transaction may use elsewhere (EIP-7825)
    *("--wallet.totalAccounts", "0"),
)


def _compose(launch: Launch) -> list[str]:
    """Return Ganache's options; without a directory of its own it would leave one behind."""
    options = ["--server.host", launch.host, "--server.port", str(launch.port), *_FLAGS]
    return [*options, "--database.dbPath", str(launch.state or launch.cache / "database")]


GANACHE: Final = ChainProgram(
    name="Ganache",
    executable="ganache",
    package="ganache@7.9.2",
    packaged="node_modules/ganache/dist/node/cli.js",
    variable="CONSORT_GANACHE",
    state_name="ganache",
    set_balance="evm_setAccountBalance",
    picks_port=False,
    mines_steadily=False,
    compose=_compose,
)
