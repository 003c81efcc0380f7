"""Rewards are claimed from the chain and a key alone, or from the file that a contributor saved."""

import shutil
from pathlib import Path

from consort.chain.events import Claimed
from consort.ledger.accounts import compute_accounts
from consort.ledger.claims import parse_claim
from consort.node.claiming import claim_rewards
from consort.node.progress import ClaimSaved
from consort.spec.rewards import compute_root_of_proof
from consort.spec.types import Phase, SumNode
from tests.chain.devnet_fixture import TOKENS_EACH, LocalChain
from tests.roles.federation import STAKE, Federation, Node, check_conservation

NAMES = ("contributor-0", "contributor-1", "validator-0", "validator-1")


def run_two_rounds(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=2)
    contributors = [federation.contribute(0), federation.contribute(1)]
    validators = [federation.validate(0, rounds=2), federation.validate(1, rounds=2)]
    nodes: list[Node] = [*contributors, *validators]
    federation.drive(nodes, until=lambda: federation.version >= 2)
    federation.drive(nodes, until=lambda: len(federation.find("contributor-1", ClaimSaved)) == 2)


def test_claims_without_any_file(federation: Federation, tmp_path: Path) -> None:
    run_two_rounds(federation)
    shutil.rmtree(tmp_path / "store")
    shutil.rmtree(tmp_path / "state")

    for name in NAMES:
        chain = federation.local.connect(name)
        assert claim_rewards(chain, federation.task, chain.address)
        assert claim_rewards(chain, federation.task, chain.address) == []

    for account in compute_accounts(federation.read_ledger(), federation.read_history()):
        assert account.earned == account.claimed > 0
        balance = federation.owner.get_balance(account.address)
        assert balance == TOKENS_EACH - STAKE + account.earned
    check_conservation(federation)


def test_claim_from_the_saved_file(federation: Federation) -> None:
    run_two_rounds(federation)
    saved = federation.find("contributor-0", ClaimSaved)[-1]
    claim = parse_claim(Path(saved.path).read_bytes())
    root = SumNode(claim.head.reward_root, claim.head.reward_total)
    assert compute_root_of_proof(claim.proof) == root

    receipt = federation.owner.claim(federation.task, claim.head, claim.proof)

    assert receipt.get(Claimed).amount == saved.cumulative
    check_conservation(federation)


def test_saved_claim_is_of_the_final_round(federation: Federation) -> None:
    """The next round may be open by the time a contributor looks."""
    federation.enrol(contributors=1, validators=1)
    contributor, validator = federation.contribute(0), federation.validate(0)
    federation.drive([contributor, validator], until=lambda: federation.phase is Phase.VOTE)
    federation.drive([validator], until=lambda: federation.version == 1)
    assert len(federation.states) > 1
    assert not federation.find("contributor-0", ClaimSaved)

    contributor.step()

    assert [saved.round for saved in federation.find("contributor-0", ClaimSaved)] == [0]


def test_claim_finalises_what_is_due(federation: Federation) -> None:
    federation.enrol(contributors=1, validators=1)
    nodes: list[Node] = [federation.contribute(0), federation.validate(0)]
    federation.drive(nodes, until=lambda: federation.phase is Phase.CHALLENGE)
    federation.tick(5)
    federation.local.devnet.mine(2)

    chain = federation.local.connect("contributor-0")
    (receipt,) = claim_rewards(chain, federation.task, chain.address)

    assert receipt.get(Claimed).amount > 0
    assert federation.version == 1
    check_conservation(federation)


def test_claim_on_a_quiet_chain(own_chain: LocalChain, tmp_path: Path) -> None:
    """No block has come since a round was due: the claim itself would move the head."""
    federation = Federation.start(own_chain, tmp_path)
    federation.enrol(contributors=1, validators=1)
    nodes: list[Node] = [federation.contribute(0), federation.validate(0)]
    federation.drive(nodes, until=lambda: federation.version >= 1)
    federation.drive(nodes, until=lambda: federation.phase is Phase.CHALLENGE)
    federation.local.devnet.mine(2)
    chain = federation.local.connect("contributor-0")
    chain.rpc.request("evm_setIntervalMining", 0)
    chain.rpc.request("evm_setAutomine", True)
    chain.rpc.request("evm_increaseTime", 5)

    before = federation.version

    (receipt,) = claim_rewards(chain, federation.task, chain.address)

    assert receipt.get(Claimed).amount > 0
    assert federation.version > before
    check_conservation(federation)
