"""Running a local chain, and deploying the contracts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from consort.chain.accounts import parse_address
from consort.chain.anvil import ANVIL
from consort.chain.chain_program import ChainProgram
from consort.chain.deployer import DeployParams, deploy
from consort.chain.devnet import PROGRAMS, Devnet, start_devnet
from consort.chain.rpc import Rpc
from consort.cli.actions.connection import make_send_options, unlock
from consort.cli.actions.presets import PRESETS
from consort.cli.kept import KeptDirectory
from consort.cli.output import Output
from consort.cli.settings import DeployChoice, Network, Signer
from consort.cli.starting import started
from consort.errors import AlreadyKept, ChainProgramFailed, NothingKept, OtherChainKept
from consort.node.waiting import stopping_on_sigterm
from consort.storage.kubo_daemon import KuboDaemon, start_daemon


def run_devnet(
    output: Output,
    chain: str | None,
    host: str,
    port: int,
    fund: tuple[str, ...],
    **places: Path | None,
) -> None:
    """Run a chain until it is stopped; a kept one by the program that it was kept by.

    Raises PortInUse, ChainProgramMissing, ChainProgramFailed, NothingKept, OtherChainKept,
    AlreadyKept, BadAddress.
    """
    accounts = [parse_address(text) for text in fund]
    asked = PROGRAMS[chain] if chain else None
    kept = _find_directory(**places)
    program = _choose_program(asked, kept)
    with (
        stopping_on_sigterm(),
        starting_chain(program, (host, port), kept) as devnet,
        starting_store(kept) as daemon,
    ):
        for account in accounts:
            devnet.give_coins(account)
        store = f"kubo:{daemon.address}" if daemon else None
        document = {"event": "Ready", "rpc_url": devnet.rpc_url, "store": store}
        text = f"chain at {devnet.rpc_url}" + (f", store at {store}" if store else "")
        output.tell(document, f"{text}; Ctrl-C ends it")
        status = devnet.wait()
        raise ChainProgramFailed(
            devnet.program.name, str(devnet.log), f"it ended with status {status}"
        )


def deploy_contracts(
    output: Output, network: Network, signer: Signer, choice: DeployChoice, directory: Path
) -> None:
    """Deploy, or find what is deployed already; raises BadAddress."""
    params = _make_params(choice)
    account, options = unlock(signer), make_send_options(signer)
    deployment = deploy(Rpc(network.rpc_url), account, params, directory=directory, options=options)
    document = {"chain_id": deployment.chain_id, "addresses": deployment.addresses}
    lines = [f"{name:14} {address}" for name, address in deployment.addresses.items()]
    output.show(document, "\n".join((f"Deployed on chain {deployment.chain_id}:", *lines)))


def _make_params(choice: DeployChoice) -> DeployParams:
    terms = DeployParams.of(PRESETS[choice.preset])
    delay, price = choice.slash_delay, choice.demand_price
    return replace(
        terms,
        supply=choice.supply,
        governor=None if choice.governor is None else parse_address(choice.governor),
        slash_delay=terms.slash_delay if delay is None else delay,
        demand_price=terms.demand_price if price is None else price,
    )


def find_kept(path: Path) -> KeptDirectory:
    """Return the directory of a kept chain; raises NothingKept."""
    kept = KeptDirectory(path.absolute())
    if kept.find_program() is None:
        raise NothingKept(str(path))
    return kept


def _find_directory(
    keep: Path | None, resume: Path | None, data: Path | None
) -> KeptDirectory | None:
    if data is not None:
        return KeptDirectory(data.absolute())
    if resume is not None:
        return find_kept(resume)
    if keep is None:
        return None
    kept = KeptDirectory(keep.absolute())
    if kept.find_program():
        raise AlreadyKept(str(keep))
    return kept


def _choose_program(asked: ChainProgram | None, kept: KeptDirectory | None) -> ChainProgram:
    """Return what is to run the chain; raise OtherChainKept."""
    found = kept.find_program() if kept else None
    if kept and found and asked not in {None, found}:
        raise OtherChainKept(str(kept.path), found.name)
    return found or asked or ANVIL


@contextmanager
def starting_chain(
    program: ChainProgram, place: tuple[str, int], kept: KeptDirectory | None
) -> Iterator[Devnet]:
    """Start the chain; the log of one that is not kept goes when it ends well."""
    state, log = (kept.get_chain(program), kept.log) if kept else (None, None)
    host, port = place
    with started(
        lambda: start_devnet(port, host=host, program=program, state=state, log=log)
    ) as devnet:
        yield devnet
    if kept is None:
        devnet.log.unlink(missing_ok=True)


@contextmanager
def starting_store(kept: KeptDirectory | None) -> Iterator[KuboDaemon | None]:
    """Start the kept IPFS daemon, if there is one."""
    if kept is None or not (kept.ipfs / "config").exists():
        yield None
        return
    with started(lambda: start_daemon(kept.ipfs)) as daemon:
        yield daemon
