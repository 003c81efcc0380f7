"""What came of a demo: read from the chain and the store, not from what the nodes said."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from consort.app import Metrics
from consort.chain.calls import get_calls
from consort.cli.accounts_text import describe_account, format_accounts
from consort.cli.demo.challenges import (
    Challenge,
    describe_slash,
    format_attack,
    list_challenges,
)
from consort.cli.demo.plan import DemoPlan
from consort.cli.demo.processes import Child, Processes
from consort.cli.demo.stage import Stage
from consort.cli.gas import GasFigures, compute_round_gas
from consort.cli.history import RoundReport, read_task
from consort.cli.output import format_table
from consort.cli.versions import Versions, list_versions
from consort.dashboard.scores import Scores, get_scores_path
from consort.ledger.accounts import AccountLedger, compute_accounts
from consort.ledger.conservation import Conservation
from consort.ledger.disputes import SlashHistory
from consort.spec.types import Address, TaskId

WORK = "consort.cli.demo.work"
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class PlayedRound:
    """A round, the accuracy of the newest model after it, and its gas by function."""

    report: RoundReport
    accuracy: float
    gas: dict[str, GasFigures]


@dataclass(frozen=True, slots=True)
class DemoResult:
    """Everything that the demo prints."""

    plan: DemoPlan
    chain_id: int
    addresses: dict[str, Address]
    rounds: Sequence[PlayedRound]
    accounts: Sequence[AccountLedger]
    conservation: Conservation
    fedavg_accuracy: float
    slashes: Sequence[SlashHistory]
    challenges: Sequence[Challenge]

    def to_json(self, seconds: float) -> dict[str, object]:
        """Return the document of a demo that took so many seconds."""
        return {
            "schema": SCHEMA,
            "chain_id": self.chain_id,
            "addresses": self.addresses,
            "store": self.plan.store,
            "rounds": [_describe_round(played) for played in self.rounds],
            "accounts": [describe_account(account) for account in self.accounts],
            "conservation": {
                "ok": self.conservation.ok,
                "left": str(self.conservation.left),
                "right": str(self.conservation.right),
            },
            "baseline": {"fedavg_accuracy": self.fedavg_accuracy},
            "slashes": [describe_slash(slash) for slash in self.slashes],
            "challenges": [challenge.to_json() for challenge in self.challenges],
            "wall_seconds": round(seconds, 1),
        }

    def format(self, seconds: float, *, is_kept: bool) -> str:
        """Return the result for people."""
        return "\n".join(
            (
                f"\n{_format_rounds(self.rounds)}",
                f"\n{format_accounts(self.accounts)}",
                *([f"\n{self._format_attack()}"] if self.plan.attack else []),
                f"\n{_format_sums(self.conservation)}",
                f"Accuracy of plain float FedAvg after as many rounds: {self.fedavg_accuracy:.1%}",
                f"The trained model: {self.plan.model}",
                f"Took {seconds:.0f} s. {_format_next(self.plan, is_kept)}",
            )
        )

    def _format_attack(self) -> str:
        false = next(each for each in self.rounds if each.report.number == self.plan.false_round)
        return "\n".join(
            (
                f"All {self.plan.validators} validators agreed on a result of round "
                f"{self.plan.false_round} that was one unit off in one coordinate.",
                format_attack(self.slashes, self.challenges),
                f"Round {self.plan.false_round} is {false.report.state} with the right result, "
                f"which the next validator proposed; whoever trained for it has lost nothing.",
            )
        )


def collect_result(processes: Processes, stage: Stage, task: TaskId, baseline: Child) -> DemoResult:
    """Read everything from the chain, measure every stored model, write the newest one."""
    reading = read_task(stage.connect(), task)
    versions = list_versions(reading.history)
    metrics = _use_models(processes, stage, versions)
    accuracies = [next(iter(each.values())) for each in metrics]
    chain = reading.chain
    calls = get_calls(chain, chain.deployment.first_block, chain.clock().block)
    return DemoResult(
        stage.plan,
        chain.chain_id,
        chain.deployment.addresses,
        _join(reading.report_rounds(), accuracies, compute_round_gas(calls)),
        compute_accounts(reading.ledger, reading.history),
        reading.compute_conservation(),
        processes.await_value(baseline),
        reading.ledger.slashes,
        list_challenges(chain, reading.ledger.slashes),
    )


def _use_models(processes: Processes, stage: Stage, versions: Versions) -> list[Metrics]:
    """Write the newest model; return the metrics of each version, kept for a dashboard too."""
    plan = stage.plan
    files = plan.directory.path / "files"
    plan.model.parent.mkdir(parents=True, exist_ok=True)
    writing = processes.start(
        "writing", f"{WORK}:write_model", stage.store, files, versions, plan.model
    )
    processes.await_value(writing)
    metrics: list[Metrics] = processes.call(
        "measuring", f"{WORK}:measure", plan.app, stage.store, files, versions
    )
    scores = Scores(get_scores_path(plan.directory.index), plan.app)
    scores.put_all({model.root: each for model, each in zip(versions.models, metrics, strict=True)})
    return metrics


def _join(
    reports: Sequence[RoundReport],
    accuracies: Sequence[float],
    gas: Sequence[dict[str, GasFigures]],
) -> list[PlayedRound]:
    """Give each round its accuracy: a void round leaves the version before it."""
    rounds, version = [], 0
    for report, figures in zip(reports, gas, strict=True):
        version += report.state == "FINAL"
        rounds.append(PlayedRound(report, accuracies[version], figures))
    return rounds


def _describe_round(played: PlayedRound) -> dict[str, object]:
    gas = {name: asdict(figures) for name, figures in played.gas.items()}
    return {**played.report.to_json(), "accuracy": played.accuracy, "gas": gas}


def _format_rounds(rounds: Sequence[PlayedRound]) -> str:
    rows = [
        (
            played.report.number,
            played.report.state,
            f"{len(played.report.included)}/{len(played.report.committed)}",
            *played.report.seconds.values(),
            sum(figures.total for figures in played.gas.values()),
            f"{played.accuracy:.1%}",
        )
        for played in rounds
    ]
    phases = ("commit s", "seal s", "publish s", "propose s", "challenge s")
    return format_table(("round", "state", "included", *phases, "gas", "accuracy"), rows)


def _format_sums(conservation: Conservation) -> str:
    if conservation.ok:
        return f"Every amount adds up: {conservation.left} base units held, as the events say."
    return "Amounts do NOT add up: " + "; ".join(conservation.faults)


def _format_next(plan: DemoPlan, is_kept: bool) -> str:
    if not is_kept:
        return "To look further, keep everything: consort demo --keep DIR"
    resume = f"cd {plan.directory.path} && consort devnet --resume ."
    return (
        f"To look further: consort dashboard --data {plan.directory.path}\n"
        f"or by commands: {resume}\nand in another terminal there: consort ledger rounds --task 0"
    )
