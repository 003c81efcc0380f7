"""Opening a task: created, its files announced, its budget funded."""

from dataclasses import dataclass

from consort.chain.client import Chain
from consort.chain.events import TaskCreated
from consort.spec.aggregation import AggregationRule
from consort.spec.params import Preset
from consort.spec.types import Arithmetic, Artifact, ContentId, TaskId, TaskParams


@dataclass(frozen=True, slots=True)
class FirstFiles:
    """Where the manifest and the model of version 0 lie."""

    manifest: ContentId
    model: ContentId


@dataclass(frozen=True, slots=True)
class FirstModel:
    """What a task needs of version 0: its hashes, its sizes, its files."""

    manifest_hash: bytes
    model_root: bytes
    code_bits: int
    fraction_bits: int
    master_exponent: int
    update_leaves: int
    files: FirstFiles

    def get_arithmetic(self, rule: AggregationRule, target_weight: int) -> Arithmetic:
        """Return the numbers that fix a result's bits."""
        return Arithmetic(
            rule.kind,
            rule.trim_bps,
            self.code_bits,
            self.fraction_bits,
            self.master_exponent,
            self.update_leaves,
            target_weight,
        )

    def make_params(self, terms: Preset, arithmetic: Arithmetic) -> TaskParams:
        """Return everything that a task owner decides."""
        roots = self.manifest_hash, self.model_root
        return TaskParams(*roots, terms.inputs, terms.results, terms.stakes, arithmetic)


def open_task(chain: Chain, params: TaskParams, files: FirstFiles, budget: int) -> TaskId:
    """Create a task, say where its files lie, and fund it with `budget` base units if any."""
    task = chain.create_task(params).get(TaskCreated).task
    chain.announce(task, params.manifest_hash, Artifact.MANIFEST, files.manifest)
    chain.announce(task, params.genesis_model_root, Artifact.MODEL_STATE, files.model)
    if budget:
        chain.fund(task, budget)
    return task
