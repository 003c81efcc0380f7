"""Anvil, Foundry's local chain."""

import platform
from typing import Final

from consort.chain.chain_program import CHAIN_ID, ChainProgram, Launch

_FLAGS: Final = (
    *("--chain-id", str(CHAIN_ID)),
    *("--block-time", "1", "--mixed-mining"),  # mine every transaction at once, and every second
    *("--slots-in-an-epoch", "1"),
    *("--enable-tx-gas-limit", "--disable-default-create2-deployer"),
    *("--accounts", "1"),
)
_MACHINE: Final = {"x86_64": "amd64", "aarch64": "arm64"}.get(
    platform.machine(), platform.machine()
)


def _compose(launch: Launch) -> list[str]:
    """Return Anvil's options; older states go to the cache, else they fill the home directory."""
    options = ["--host", launch.host, "--port", str(launch.port), *_FLAGS]
    options += ["--cache-path", str(launch.cache)]
    if launch.state is None:
        return options
    kept = ("--state-interval", "5", "--preserve-historical-states")
    return [*options, "--state", str(launch.state), *kept]


ANVIL: Final = ChainProgram(
    name="Anvil",
    executable="anvil",
    package="@foundry-rs/anvil",
    packaged=f"node_modules/@foundry-rs/anvil-{platform.system().lower()}-{_MACHINE}/bin/anvil",
    variable="CONSORT_ANVIL",
    state_name="chain.json",
    set_balance="anvil_setBalance",
    picks_port=True,
    mines_steadily=True,
    compose=_compose,
)
