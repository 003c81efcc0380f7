"""Who may vote and propose as a validator."""

from consort.errors import NotCounted, NotValidator
from consort.spec.state import NO_VALIDATOR, TaskState
from consort.spec.types import Address, Validator


def get_voter(task: TaskState, sender: Address, round_: int, index: int) -> Validator:
    """I10: return the sender's validator, which must count in the round."""
    validator = task.validators.get(index, NO_VALIDATOR)
    if validator.account != sender:
        raise NotValidator(index, validator.account, sender)
    if not validator.from_round <= round_ < validator.until_round:
        raise NotCounted(round_, validator.from_round, validator.until_round)
    return validator
