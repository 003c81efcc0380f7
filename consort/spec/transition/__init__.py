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
from consort.spec.transition.accusers import (
    process_bad_cohort,
    process_bad_input,
    process_bad_member,
    process_bad_padding,
    process_bad_reward,
    process_bad_step,
    process_bad_sum,
    process_bad_top,
    process_cool_down,
)
from consort.spec.transition.demands import (
    process_answer,
    process_demand,
    process_drop_demand,
    process_pay_answer,
    process_punish_silence,
)
from consort.spec.transition.disputes import (
    process_bind,
    process_convict,
    process_convict_voter,
    process_disable_proof,
    process_execute_slash,
    process_expel,
    process_precommit,
)
from consort.spec.transition.enrolment import (
    process_discharge,
    process_enrol_contributor,
    process_enrol_validator,
    process_request_exit,
    process_rest,
)
from consort.spec.transition.ledger import (
    process_claim,
    process_claim_batch,
    process_fund,
    process_fund_with_permit,
    process_withdraw_credit,
)
from consort.spec.transition.lineage import (
    process_finalise,
    process_sync_head,
)
from consort.spec.transition.node_accounts import (
    process_accept_ownership,
    process_execute,
    process_set_operator,
    process_set_stake_allowance,
    process_sweep,
    process_transfer_ownership,
)
from consort.spec.transition.proposals import (
    process_draw,
    process_propose,
    process_refute,
    process_release_bond,
    process_set_window,
)
from consort.spec.transition.registry import (
    process_announce,
)
from consort.spec.transition.rounds import (
    process_commit,
    process_open_round,
    process_open_round_on,
    process_seal,
    process_vote,
)
from consort.spec.transition.tasks import (
    process_add_budget,
    process_close_task,
    process_create_task,
    process_take_credit,
)
from consort.spec.transition.vault import (
    process_allocate,
    process_begin_exit,
    process_burn,
    process_deposit,
    process_deposit_with_permit,
    process_forfeit_bond,
    process_freeze,
    process_lock_bond,
    process_release,
    process_slash,
    process_thaw,
    process_withdraw,
)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

__all__ = [
    "apply",
    "process_accept_ownership",
    "process_add_budget",
    "process_allocate",
    "process_announce",
    "process_answer",
    "process_bad_cohort",
    "process_bad_input",
    "process_bad_member",
    "process_bad_padding",
    "process_bad_reward",
    "process_bad_step",
    "process_bad_sum",
    "process_bad_top",
    "process_begin_exit",
    "process_bind",
    "process_burn",
    "process_claim",
    "process_claim_batch",
    "process_close_task",
    "process_commit",
    "process_convict",
    "process_convict_voter",
    "process_cool_down",
    "process_create_task",
    "process_demand",
    "process_deposit",
    "process_deposit_with_permit",
    "process_disable_proof",
    "process_discharge",
    "process_draw",
    "process_drop_demand",
    "process_enrol_contributor",
    "process_enrol_validator",
    "process_execute",
    "process_execute_slash",
    "process_expel",
    "process_finalise",
    "process_forfeit_bond",
    "process_freeze",
    "process_fund",
    "process_fund_with_permit",
    "process_lock_bond",
    "process_open_round",
    "process_open_round_on",
    "process_pay_answer",
    "process_precommit",
    "process_propose",
    "process_punish_silence",
    "process_refute",
    "process_release",
    "process_release_bond",
    "process_request_exit",
    "process_rest",
    "process_seal",
    "process_set_operator",
    "process_set_stake_allowance",
    "process_set_window",
    "process_slash",
    "process_sweep",
    "process_sync_head",
    "process_take_credit",
    "process_thaw",
    "process_transfer_ownership",
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
