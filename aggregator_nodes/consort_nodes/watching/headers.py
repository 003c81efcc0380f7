"""Updates with a false header that votes have let in: each validator that did so is convicted."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from consort.codec.leaf_tree import compute_path_in
from consort.codec.sources import read_bytes
from consort.ledger.rounds import RoundHistory
from consort.node.progress import VoterAccused
from consort.node.session import Session
from consort.node.update_header import HeaderFacts
from consort.spec.encoding import LEAF_BYTES, encode_header
from consort.spec.proofs.nodes import compute_depth_of
from consort.spec.types import InputFault, Tree
from consort_nodes.evidence.headers import make_input_faults
from consort_nodes.watching.right import Right


@dataclass(slots=True)
class HeaderCheck:
    """Convict, once each, the voters that let a false header into a round."""

    session: Session
    is_dry: bool = False
    _checked: set[int] = field(default_factory=set)

    def check(self, round_: RoundHistory, right: Right) -> None:
        """Check every included update of a round that is here; a whole round is checked once."""
        if round_.number in self._checked:
            return
        for fault in self._find_faults(round_, right):
            if not self._is_convicted(round_.number, fault.vote.validator_index):
                self._accuse(round_.number, fault)
        if not right.hidden:
            self._checked.add(round_.number)

    def forget(self, oldest: int) -> None:
        """Drop what is known of rounds before this one."""
        self._checked = {number for number in self._checked if number >= oldest}

    def _find_faults(self, round_: RoundHistory, right: Right) -> Iterator[InputFault]:
        depth = compute_depth_of(Tree.UPDATE, right.means.arithmetic)
        facts = HeaderFacts(
            self.session.place,
            round_.number,
            self.session.params.manifest_hash,
            round_.base,
        )
        for position, slot in enumerate(right.slots):
            leaf, source = round_.leaves[position], right.updates.get(slot)
            if source is None:
                continue
            header = read_bytes(source, 0, LEAF_BYTES)
            if header != encode_header(facts.make_header(leaf.contributor, leaf.weight)):
                path = compute_path_in(source, LEAF_BYTES, depth, 0)
                yield from make_input_faults(right.facts, position, header, path)

    def _is_convicted(self, number: int, validator: int) -> bool:
        """Tell whether a validator's vote in a round was punished already."""
        return any(
            slash.task == self.session.task
            and (slash.round, slash.proposal_number) == (number, None)
            and slash.validator_index == validator
            for slash in self.session.ledger.slashes
        )

    def _accuse(self, number: int, fault: InputFault) -> None:
        voter, author = fault.vote.validator_index, fault.leaf.contributor
        if self.is_dry:
            self.session.tell(VoterAccused(number, voter, author, "", 0))
            return
        chain, task = self.session.chain, self.session.task
        commitment = chain.compute_commitment("InputProofs", "badInput", task, number, fault)
        if not chain.get_precommitted_at(commitment):
            chain.precommit(commitment)
        receipt = chain.bad_input(task, number, fault)
        sent = receipt.transaction, receipt.gas_used
        self.session.tell(VoterAccused(number, voter, author, *sent))
