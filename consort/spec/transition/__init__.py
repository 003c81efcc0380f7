"""What every call does: one `process_<function>` for each entry point of the contracts.

Each takes the state, the call (sender, time, block) and the function's arguments, changes the state
and returns what the contract returns, or raises the error of the same name. A call that raised
leaves its state half changed, so callers go through `apply`. The token's own rules (allowances,
permits, delegation) are OpenZeppelin's; the specification knows balances only.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Concatenate, ParamSpec, TypeVar

from consort.spec.state import Call, State
from consort.spec.transition.enrolment import (
    process_cool_down,
    process_enrol_contributor,
    process_enrol_validator,
    process_request_exit,
)
from consort.spec.transition.ledger import (
    process_claim,
    process_claim_batch,
    process_fund,
    process_fund_with_permit,
    process_withdraw_credit,
)
from consort.spec.transition.registry import process_announce
from consort.spec.transition.rounds import (
    process_commit,
    process_finalise,
    process_open_round,
    process_propose,
    process_seal,
    process_vote,
)
from consort.spec.transition.tasks import (
    process_add_budget,
    process_close_task,
    process_create_task,
    process_sync_head,
    process_take_credit,
)
from consort.spec.transition.vault import (
    process_allocate,
    process_begin_exit,
    process_burn,
    process_deposit,
    process_deposit_with_permit,
    process_release,
    process_slash,
    process_withdraw,
)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

__all__ = [
    "apply",
    "process_add_budget",
    "process_allocate",
    "process_announce",
    "process_begin_exit",
    "process_burn",
    "process_claim",
    "process_claim_batch",
    "process_close_task",
    "process_commit",
    "process_cool_down",
    "process_create_task",
    "process_deposit",
    "process_deposit_with_permit",
    "process_enrol_contributor",
    "process_enrol_validator",
    "process_finalise",
    "process_fund",
    "process_fund_with_permit",
    "process_open_round",
    "process_propose",
    "process_release",
    "process_request_exit",
    "process_seal",
    "process_slash",
    "process_sync_head",
    "process_take_credit",
    "process_vote",
    "process_withdraw",
    "process_withdraw_credit",
]


def apply(
    state: State,
    process: Callable[Concatenate[State, Call, Arguments], Result],
    call: Call,
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> tuple[State, Result]:
    """Return the state after a call, and its result; the state given stays as it was."""
    after = deepcopy(state)
    result = process(after, call, *args, **kwargs)
    return after, result
