"""A task and its people, ready for a round."""

from consort.chain.client import Chain
from consort.chain.events import TaskCreated
from consort.spec.aggregation import Rule
from consort.spec.params import MINIMAL, TOKEN
from consort.spec.types import Arithmetic, TaskId, TaskParams
from tests.chain.devnet_fixture import LocalChain

STAKE = 1_000 * TOKEN
BUDGET = 1_000 * TOKEN
PARAMS = TaskParams(
    manifest_hash=bytes([1]) * 32,
    genesis_model_root=bytes([2]) * 32,
    inputs=MINIMAL.inputs,
    results=MINIMAL.results,
    stakes=MINIMAL.stakes,
    arithmetic=Arithmetic(Rule.WEIGHTED_MEAN, 0, 8, 8, 16, 10, 100),
)


def create_task(owner: Chain, params: TaskParams = PARAMS) -> TaskId:
    """Create a task and pay for several rounds."""
    task = owner.create_task(params).get(TaskCreated).task
    owner.fund(task, BUDGET)
    return task


def enrol(local: LocalChain, task: TaskId) -> tuple[Chain, Chain]:
    """Enrol one contributor and one validator; return their chains."""
    contributor, validator = local.connect("contributor-0"), local.connect("validator-0")
    contributor.deposit(STAKE)
    validator.deposit(STAKE)
    contributor.enrol_contributor(task, STAKE)
    validator.enrol_validator(task, STAKE)
    return contributor, validator
