"""What other tests show on Anvil, on Ganache: the steps of a round, proofs, headers, refusals."""

import pytest

from tests.chain.test_deployment import test_terms_are_what_was_asked_for
from tests.chain.test_disputes import (
    test_governor_saves_the_stake,
    test_refuted_proposal_is_slashed,
    test_silence_kills,
)
from tests.chain.test_headers import test_headers_of_the_local_chain
from tests.chain.test_node_account import (
    node,
    test_operator_commits_as_the_account,
    test_operator_moves_no_stake,
    test_owner_brings_its_tokens_in_one_transaction,
    test_rotation_keeps_the_enrolment_and_refuses_the_old_key,
)
from tests.chain.test_refusals import (
    test_account_without_coins,
    test_coordinator_refuses,
    test_ledger_registry_and_token_refuse,
    test_nothing_is_sent_when_refused,
    test_refusal_names_phases,
    test_vault_refuses,
)
from tests.chain.test_round import (
    test_anchor_is_chosen_where_somebody_did_not_vote,
    test_life_of_a_round,
    test_receipts_hold_all_events_in_order,
)

__all__ = [
    "node",
    "test_account_without_coins",
    "test_anchor_is_chosen_where_somebody_did_not_vote",
    "test_coordinator_refuses",
    "test_governor_saves_the_stake",
    "test_headers_of_the_local_chain",
    "test_ledger_registry_and_token_refuse",
    "test_life_of_a_round",
    "test_nothing_is_sent_when_refused",
    "test_operator_commits_as_the_account",
    "test_operator_moves_no_stake",
    "test_owner_brings_its_tokens_in_one_transaction",
    "test_receipts_hold_all_events_in_order",
    "test_refusal_names_phases",
    "test_refuted_proposal_is_slashed",
    "test_rotation_keeps_the_enrolment_and_refuses_the_old_key",
    "test_silence_kills",
    "test_terms_are_what_was_asked_for",
    "test_vault_refuses",
]

pytestmark = pytest.mark.ganache
