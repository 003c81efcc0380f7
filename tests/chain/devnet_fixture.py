"""A local chain for tests: one per pytest worker, contracts deployed, accounts funded.

A conftest imports the fixtures: `local_chain` is the chain as it was just after deployment, and
what a test does to it is taken back afterwards. Anvil runs it, unless a conftest gives another
`program`.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shutil import rmtree

import pytest

from consort.chain.accounts import create_accounts
from consort.chain.anvil import ANVIL
from consort.chain.chain_program import ChainProgram
from consort.chain.client import Chain
from consort.chain.deployer import DeployParams, deploy
from consort.chain.deployment import Deployment, get_record_path
from consort.chain.devnet import Devnet, start_devnet
from consort.chain.ganache import GANACHE
from consort.chain.rpc import Rpc
from consort.chain.sender import SendOptions
from consort.chain.signing import Account
from consort.errors import ChainProgramMissing
from consort.spec.params import MINIMAL, TOKEN

OWNER = "owner"
NAMES = (OWNER, *(f"contributor-{i}" for i in range(6)), *(f"validator-{i}" for i in range(4)))
TOKENS_EACH = 10_000 * TOKEN


@dataclass(frozen=True)
class LocalChain:
    """A devnet with contracts; `accounts` by the names in NAMES, all with coins and tokens."""

    devnet: Devnet
    deployment: Deployment
    accounts: Mapping[str, Account]
    directory: Path

    @property
    def rpc_url(self) -> str:
        """Return the chain's address."""
        return self.devnet.rpc_url

    @property
    def record(self) -> Path:
        """Return the path of the deployment record."""
        return get_record_path(self.deployment.chain_id, self.directory / "deployments")

    @cached_property
    def options(self) -> SendOptions:
        """Return how to send; journals lie in the test's directory."""
        return SendOptions(journals=self.directory / "journals", timeout=20)

    def get_keystore(self, name: str) -> Path:
        """Return an account's keystore; its password is empty."""
        return self.directory / "keystores" / f"{name}.json"

    def connect(self, name: str = OWNER) -> Chain:
        """Return the chain as an account uses it."""
        return Chain.connect(self.rpc_url, self.deployment, self.accounts[name], self.options)


@pytest.fixture(scope="session")
def program() -> ChainProgram:
    """Return what runs the chain."""
    return ANVIL


@pytest.fixture(scope="session")
def ganache() -> ChainProgram:
    """Return Ganache; where there is none, fail in CI and skip elsewhere."""
    try:
        GANACHE.find()
    except ChainProgramMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"the tests on Ganache must run in CI: {missing}")
        pytest.skip(f"not tested on Ganache: {missing}")
    return GANACHE


@pytest.fixture(scope="session")
def session_chain(
    program: ChainProgram, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalChain]:
    """Start a chain, deploy with MINIMAL's times, and give everybody coins and tokens."""
    directory = tmp_path_factory.mktemp("chain")
    with start_devnet(program=program, log=directory / "chain.log") as devnet:
        yield prepare_chain(devnet, directory)


@pytest.fixture
def local_chain(session_chain: LocalChain, program: ChainProgram) -> Iterator[LocalChain]:
    """Give the prepared chain, and take back what the test did to it."""
    snapshot = session_chain.devnet.snapshot()
    yield session_chain
    session_chain.devnet.revert(snapshot)
    # What a test left unfinished belongs to the chain that is gone.
    rmtree(session_chain.directory / "journals", ignore_errors=True)
    if program is ANVIL:
        require_unchanged_mining(session_chain)


@pytest.fixture
def own_chain(tmp_path: Path) -> Iterator[LocalChain]:
    """Give a chain that a test may leave mining otherwise, which cannot be taken back."""
    with start_devnet(log=tmp_path / "anvil.log") as devnet:
        yield prepare_chain(devnet, tmp_path)


def require_unchanged_mining(local: LocalChain) -> None:
    """Fail where a test left the shared chain mining another way: later tests would hang on it."""
    rpc = Rpc(local.rpc_url)
    mode = rpc.request("anvil_getAutomine"), rpc.request("anvil_getIntervalMining")
    assert mode == (False, None), "a test that changes how the chain mines takes own_chain"


def prepare_chain(devnet: Devnet, directory: Path) -> LocalChain:
    """Deploy to a devnet and fund NAMES, keeping everything in `directory`."""
    accounts = dict(zip(NAMES, create_accounts(directory / "keystores", NAMES), strict=True))
    for account in accounts.values():
        devnet.give_coins(account.address)
    options = SendOptions(journals=directory / "journals")
    deployment = deploy(
        devnet.rpc_url,
        accounts[OWNER],
        DeployParams.of(MINIMAL),
        directory=directory / "deployments",
        options=options,
    )
    local = LocalChain(devnet, deployment, accounts, directory)
    bank = local.connect()
    for name in NAMES[1:]:
        bank.transfer(accounts[name].address, TOKENS_EACH)
    return local
