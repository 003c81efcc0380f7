"""A federation without a chain: importing this loads torch."""

from consort.app_loader import load_app
from consort.chain.client import Chain
from consort.cli.actions.connection import connect
from consort.cli.actions.models import make_genesis_of
from consort.cli.actions.presets import parse_rule
from consort.cli.output import Output
from consort.cli.plain import to_plain
from consort.cli.settings import ModelChoice, Network, RuleChoice
from consort.codec.manifest import Manifest
from consort.codec.manifest_json import compute_manifest_hash
from consort.codec.model_state import ModelState, compute_state_root
from consort.contributor_config import ContributorConfig
from consort.errors import OtherModel
from consort.ledger.task_history import TaskHistory
from consort.node.log import read_ledger
from consort.simulation import SimulatedContributor, SimulatedRound, SimulatedTask, simulate
from consort.spec.aggregation import AggregationRule
from consort.spec.types import TaskId


def run_simulation(
    output: Output,
    network: Network,
    model: ModelChoice,
    rule: RuleChoice,
    contributors: int,
    rounds: int,
    like: int | None,
) -> None:
    """Simulate rounds; raises AppError, CodecError, and with `like` what the chain raises."""
    manifest, genesis = make_genesis_of(model)
    task = SimulatedTask(manifest, parse_rule(rule))
    sites = _make_sites(contributors, model.seed)
    if like is not None:
        task, sites = _copy_task(connect(network), TaskId(like), manifest, genesis, model.seed)
    for result in simulate(load_app(model.app), task, genesis, sites, rounds):
        output.show_line(_describe(result), _format(result))


def _make_sites(count: int, seed: int) -> list[SimulatedContributor]:
    return [SimulatedContributor(ContributorConfig(at, count, seed)) for at in range(count)]


def _copy_task(
    chain: Chain, number: TaskId, manifest: Manifest, genesis: ModelState, seed: int
) -> tuple[SimulatedTask, list[SimulatedContributor]]:
    """Return a task as it is on chain; raises OtherModel if it began with another model."""
    history = read_ledger(chain.at(chain.clock().block)).get_task(number)
    root, params = compute_state_root(genesis), history.params
    if (compute_manifest_hash(manifest), root) != (params.manifest_hash, params.genesis_model_root):
        raise OtherModel(number, params.genesis_model_root, root, seed)
    rule = AggregationRule(params.arithmetic.rule, params.arithmetic.trim_bps)
    coordinator = _to_bytes(chain.deployment.get_address("Coordinator"))
    task = SimulatedTask(manifest, rule, chain.chain_id, coordinator, number)
    return task, _copy_sites(chain, history, seed)


def _copy_sites(chain: Chain, history: TaskHistory, seed: int) -> list[SimulatedContributor]:
    """Return the enrolled accounts; the one enrolled as number i has share i of the data."""
    accounts = list(history.contributors.values())
    return [
        SimulatedContributor(
            ContributorConfig(at, len(accounts), seed),
            _to_bytes(account),
            chain.get_contributor(history.task, account).weight_limit,
        )
        for at, account in enumerate(accounts)
    ]


def _describe(result: SimulatedRound) -> dict[str, object]:
    return {
        "round": result.number,
        "update_roots": to_plain(result.update_roots),
        "aggregate_root": to_plain(result.aggregate_root),
        "model_root": to_plain(result.model_root),
        "accuracy": next(iter(result.metrics.values())),
        "metrics": result.metrics,
    }


def _format(result: SimulatedRound) -> str:
    metrics = ", ".join(f"{name} {value:.4f}" for name, value in result.metrics.items())
    return f"round {result.number}: {metrics}, model {to_plain(result.model_root)}"


def _to_bytes(address: str) -> bytes:
    return bytes.fromhex(address.removeprefix("0x"))
