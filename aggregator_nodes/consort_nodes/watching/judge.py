"""What to do next about a proposal: the first thing that is wrong with it, in order of dependency.

Each step takes what the proposal has before it as right, so that its proof, which rests on the
proposal's own earlier trees, holds: members, outputs, aggregate, model; rewards rest on members.
"""

from consort_nodes.watching.acts import Act
from consort_nodes.watching.arithmetic import check_aggregate, check_model, check_outputs
from consort_nodes.watching.case import Case
from consort_nodes.watching.records import check_members, check_rewards

CHECKS = (check_members, check_outputs, check_aggregate, check_model, check_rewards)


def judge(case: Case) -> Act | None:
    """Return what to do next, None where nothing is wrong that can be told."""
    for check in CHECKS:
        act = check(case)
        if act is not None:
            return act
    return None
