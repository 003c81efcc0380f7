"""What the examples of `--help` run in: a chain with a task, and files by the names that they use.

Every example starts from the same world. Whoever adds a command gives it an example that ends well
there, or adds to SCENES what has to happen before, to RUNNING what a command that goes on tells
first, or to ELSEWHERE the test that runs the very words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from consort.spec.types import Phase
from consort.storage.swarm_key import make_swarm_key
from tests.chain.devnet_fixture import LocalChain
from tests.cli.conftest import CommandLine
from tests.roles.federation import TERMS, Federation, Node
from tests.roles.lying import keep_silent_about_a_lie

KEYSTORES: Final[Mapping[str, str]] = {
    "owner.json": "owner",
    "me.json": "contributor-0",
    "v1.json": "validator-0",
    "keystores/alice.json": "contributor-1",
}
"""Names in examples, and whose keys they are; contributor 0 and validator 0 are enrolled."""


@dataclass(frozen=True)
class World:
    """A chain on which task 0 is in its second round, and where commands run."""

    federation: Federation
    cli: CommandLine

    @property
    def chain(self) -> LocalChain:
        """Return the chain."""
        return self.federation.local

    def run(self, command: str) -> None:
        """Run a command that has to happen before."""
        result = self.cli(command)
        assert result.code == 0, result.err


def build(local: LocalChain, directory: Path) -> Federation:
    """Open task 0, enrol a contributor and a validator, let them finish a round and open one."""
    federation = Federation.start(local, directory)
    federation.enrol(contributors=1, validators=1)
    federation.drive(_get_nodes(federation), until=lambda: federation.version >= 1)
    federation.tick()
    return federation


def lay_out(federation: Federation, directory: Path) -> None:
    """Put the files that examples name into a directory."""
    local = federation.local
    (directory / "keystores").mkdir()
    for file, name in KEYSTORES.items():
        (directory / file).write_bytes(local.get_keystore(name).read_bytes())
        (directory / file).chmod(0o600)
    (directory / "deployments").symlink_to(local.record.parent)
    (directory / "store").symlink_to(federation.directory / "store")
    (directory / "my_app.py").write_text("from tests.app.apps import app as app\n")


def _get_nodes(federation: Federation) -> list[Node]:
    return [federation.contribute(0), federation.validate(0)]


def _free_a_name(world: World) -> None:
    (world.cli.directory / "keystores" / "alice.json").unlink()


def _leave(world: World) -> None:
    """Let contributor 0 leave, so that it can come again or take its stake."""
    world.run("stake exit --task 0 --role contributor --keystore me.json")
    world.chain.devnet.advance_time(2_000)
    world.chain.devnet.mine(TERMS.exit_blocks)


def _leave_and_take_stake(world: World) -> None:
    _leave(world)
    world.run("stake withdraw --task 0 --role contributor --keystore me.json")


def _let_round_pass(world: World) -> None:
    """Let the open round end without a commitment."""
    world.chain.devnet.advance_time(TERMS.inputs.commit)


def _let_two_rounds_pass(world: World) -> None:
    _let_round_pass(world)
    world.run("round open --task 0 --keystore owner.json")
    _let_round_pass(world)


def _deploy_again(world: World) -> None:
    """Let the open round end, however far it is, and make another deployment."""
    world.chain.devnet.advance_time(1_000)
    world.chain.devnet.mine(TERMS.results.challenge_blocks)
    world.federation.owner.sync_head(world.federation.task)
    world.run("deploy --preset minimal --directory new/deployments --keystore owner.json")


def _propose(world: World) -> None:
    federation = world.federation
    federation.drive(_get_nodes(federation), until=lambda: federation.phase is Phase.CHALLENGE)
    federation.tick(TERMS.results.challenge)
    federation.local.devnet.mine(TERMS.results.challenge_blocks)


def _convict(world: World) -> None:
    """Let validator 0 be convicted in a task of its own, and the delay pass."""
    other = Federation.start(world.chain, world.cli.directory)
    other.enrol(contributors=1, validators=1)
    keep_silent_about_a_lie(other, _get_nodes(other))
    world.chain.devnet.advance_time(TERMS.slash_delay)


def _write_swarm_key(world: World) -> None:
    (world.cli.directory / "swarm.key").write_text(make_swarm_key())


def _make_ipfs_node(world: World) -> None:
    world.run("ipfs init")


def _delegate(world: World) -> str:
    """Make a node account that contributor 0 owns, and let the settings name it."""
    operator = world.chain.accounts["validator-0"].address
    made = world.cli.json(f"account delegate {operator} --keystore me.json")
    account = str(made["account"])
    (world.cli.directory / "consort.toml").write_text(f'[account]\nact_as = "{account}"\n')
    return account


def _delegate_and_pay(world: World) -> None:
    account = _delegate(world)
    (world.cli.directory / "consort.toml").rename(world.cli.directory / "later.toml")
    world.run(f"account send {account} 1 --keystore owner.json")
    (world.cli.directory / "later.toml").rename(world.cli.directory / "consort.toml")


def _delegate_and_offer(world: World) -> None:
    _delegate(world)
    alice = world.chain.accounts["contributor-1"].address
    world.run(f"account transfer-ownership {alice} --keystore me.json")


def _list_accounts(world: World) -> None:
    (world.cli.directory / "accounts.json").write_text("[]")


SCENES: Final[Mapping[str, Callable[[World], object]]] = {
    "account accept-ownership": _delegate_and_offer,
    "account allow": _delegate,
    "account operator": _delegate,
    "account sweep": _delegate_and_pay,
    "account transfer-ownership": _delegate,
    "account new": _free_a_name,
    "config check": lambda world: world.run("init"),
    "ipfs id": _make_ipfs_node,
    "ipfs init": _write_swarm_key,
    "ipfs peer add": _make_ipfs_node,
    "ipfs peer list": _make_ipfs_node,
    "ipfs peer remove": _make_ipfs_node,
    "model verify": lambda world: world.run("model pull --task 0"),
    "net deploy": _list_accounts,
    "round finalise": _propose,
    "round open": _let_round_pass,
    "round revive": _let_two_rounds_pass,
    "slash execute": _convict,
    "stake deposit": _leave_and_take_stake,
    "stake withdraw": _leave,
    "task close": _let_round_pass,
    "task migrate": _deploy_again,
}
"""What happens before an example is run, by its command."""
RUNNING: Final[Mapping[str, tuple[str, str]]] = {
    "contribute": ("PhaseChanged", "--interval 0.1"),
    "dashboard": ("Ready", "--port 0"),
    "devnet": ("Ready", "--port 0"),
    "validate": ("PhaseChanged", "--interval 0.1"),
    "watch": ("PhaseChanged", "--interval 0.1"),
}
"""What a command that runs on tells first, and what is added to its words on a busy machine."""
ELSEWHERE: Final[Mapping[str, str]] = {
    "demo": "tests/cli/test_demo.py",
    "ipfs daemon": "tests/cli/test_ipfs.py",
    "ipfs doctor": "tests/cli/test_ipfs.py",
    "doctor": "tests/cli/test_doctor.py",
    "net down": "tests/net/test_net.py",
    "net logs": "tests/net/test_net.py",
    "net prepare": "tests/containers/test_layout.py",
    "net status": "tests/net/test_net.py",
    "net up": "tests/net/test_net.py",
}
"""The file in which the example of a command runs, by `get_example`: it takes long, or is well only
where the chain's time is nobody else's."""
