"""Write the figures of docs/walkthrough.md: `make walkthrough` runs one update's life and tells it.

The page's words are written by hand; its blocks of output, one under each heading, come from here.
"""

import math
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from consort.amounts import format_tokens
from consort.apps.digits import app
from consort.chain.calls import get_calls
from consort.chain.events import Claimed, E, ListSealed, Proposed, Voted
from consort.codec.layout import Span
from consort.codec.model_state import ModelState
from consort.codec.tensors import decode_model
from consort.codec.update import read_codes
from consort.spec.encoding import compute_zero_code
from consort.spec.params import STAKE_UNIT
from consort.storage.cid import StoredFile
from consort.training import evaluate_state, get_accuracy, load_test_data
from tests.life import Stage, open_stage
from tests.test_life_of_an_update import Life, live

PAGE = Path(__file__).parents[1] / "docs" / "walkthrough.md"
BLOCK = re.compile(r"```text\n.*?```", re.DOTALL)
CONSORT = Path(sys.executable).parent / "consort"
COMMANDS = (
    "ledger rewards --task 0",
    "ledger balance",
    "model pull --task 0 --output model.safetensors",
    "model verify model.safetensors --task 0",
)
LABEL_WIDTH = 20

Figures = Iterator[tuple[str, str]]
"""Rows of a block: what it is, and its value."""


def main() -> None:
    """Run the life in a temporary directory, and put its figures into the page."""
    with tempfile.TemporaryDirectory() as path, open_stage(Path(path)) as stage:
        tale = Tale(stage, live(stage))
        blocks = [format_figures(figures) for figures in tale.tell_figures()]
        blocks.append(run_commands(stage))
    PAGE.write_text(fill(PAGE.read_text(), blocks))


def fill(page: str, blocks: list[str]) -> str:
    """Return the page with its blocks of output replaced, in order."""
    if len(BLOCK.findall(page)) != len(blocks):
        raise SystemExit(f"{PAGE.name} needs {len(blocks)} blocks of output, one under a heading")
    rest = iter(blocks)
    return BLOCK.sub(lambda _: f"```text\n{next(rest)}```", page)


def format_figures(figures: Figures) -> str:
    """Return a block of two columns."""
    return "".join(f"{label:{LABEL_WIDTH}}{value}\n" for label, value in figures)


def run_commands(stage: Stage) -> str:
    """Return what the command line says of this chain."""
    shown = [f"$ consort {command}\n{run_command(stage, command)}" for command in COMMANDS]
    return "\n".join(shown)


def run_command(stage: Stage, command: str) -> str:
    """Return what a command prints in the directory of the deployment and the store."""
    done = subprocess.run(
        [CONSORT, *command.split()],
        cwd=stage.federation.directory,
        env={**os.environ, "ETH_RPC_URL": stage.federation.local.rpc_url},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@dataclass(frozen=True)
class Tale:
    """Say in figures what each step did."""

    stage: Stage
    life: Life

    def tell_figures(self) -> list[Figures]:
        """Return the figures of all steps but the last, in order."""
        return [
            self._tell_trained(),
            self._tell_encoded(),
            self._tell_stored(),
            self._tell_committed(),
            self._tell_verified(),
            self._tell_aggregated(),
            self._tell_finalised(),
            self._tell_rewarded(),
        ]

    def _tell_trained(self) -> Figures:
        trained, zero = self.life.trained, compute_zero_code(8)
        exponent = int(self.stage.base.exponents[self._place[0]])
        code, rest = int(trained.codes[self._place]), float(trained.residuals[self._place])
        change = (code - zero) / 2**exponent
        yield "contributor", self.stage.contributor.address
        yield "trained on", f"{trained.samples} digits of its own"
        yield "weights", f"{sum(span.tensor.size for span in self.stage.layout.spans):,}"
        yield "changed most", f"{change + rest:+.6f}, in the tensor {self._span.tensor.name}"
        yield "its code", f"{code}, which is {change:+.6f} in steps of 1/{2**exponent}"
        yield "kept for later", f"{rest:+.6f}"
        yield "codes not zero", f"{np.count_nonzero(trained.codes != zero):,}"

    def _tell_encoded(self) -> Figures:
        yield "leaves", f"1 header, {self.stage.layout.leaf_count} of 256 codes"
        yield "size", f"{self.life.encoded.content.size:,} bytes"
        yield "update root", show(self.life.encoded.root)

    def _tell_stored(self) -> Figures:
        yield "content id", str(self.life.stored.cid)
        yield "its digest", show(self.life.stored.cid.digest)

    def _tell_committed(self) -> Figures:
        sealed = self._find(ListSealed)[0]
        yield "commit", f"{self.life.committed.gas_used:,} gas"
        yield "seal", f"{self._gas['seal'][0]:,} gas"
        yield "list", f"{sealed.count} commitments, this one at position 0"
        yield "list root", show(sealed.list_root)

    def _tell_verified(self) -> Figures:
        for leaf in self.life.verified.leaves:
            yield "fetched, checked", f"{leaf.contributor}, weight {leaf.weight}"
        for vote, gas in zip(self._find(Voted), self._gas["vote"], strict=True):
            stake, pay = format_tokens(vote.stake * STAKE_UNIT), format_tokens(vote.pay)
            said = f"excepts nothing, stake {stake}, earns {pay}, {gas:,} gas"
            yield f"validator {vote.validator_index}", said

    def _tell_aggregated(self) -> Figures:
        inputs, result = self.life.verified, self.life.aggregated
        for source, weight in zip(inputs.updates.values(), inputs.weights, strict=True):
            code = read_codes(source, self.stage.layout)[self._place]
            yield "that weight's code", f"{code}, weight {weight}"
        mean, one = self._read_aggregate(), 1 << self.stage.params.arithmetic.fraction_bits
        yield "their mean", f"{mean}/{one} = {mean / one:.6f}"
        yield "the weight", f"{self._get_weight(self.stage.base):+.9f} in version 0"
        yield "", f"{self._get_weight(result.state):+.9f} in version 1"
        yield "aggregate root", show(result.proposal.aggregate_root)
        yield "model root", show(result.proposal.model_root)
        yield "reward root", show(result.proposal.reward_root)
        yield "proposal hash", show(result.hash)

    def _tell_finalised(self) -> Figures:
        proposed, finalised = self.life.finalised
        model = self._find(Proposed)[0].model
        yield "propose", f"{proposed.gas_used:,} gas"
        yield "finalise", f"{finalised.gas_used:,} gas"
        yield "proposer earns", format_tokens(self.stage.params.results.proposer_pay)
        yield "model", str(StoredFile.from_chain(model.digest, model.size).cid)
        yield "accuracy", f"{self._measure(self.stage.base):.1%} in version 0"
        yield "", f"{self._measure(self.life.aggregated.state):.1%} in version 1"

    def _tell_rewarded(self) -> Figures:
        weights, budget = self.life.verified.weights, self.stage.params.results.round_budget
        yield "round's budget", format_tokens(budget)
        yield "share", f"{weights[0]} of {sum(weights)}"
        yield "paid", format_tokens(self.life.rewarded.get(Claimed).amount)
        yield "claim", f"{self.life.rewarded.gas_used:,} gas"

    @cached_property
    def _gas(self) -> dict[str, list[int]]:
        """Return the gas of all calls by function, in order."""
        chain, used = self.stage.federation.owner, defaultdict(list)
        for call in get_calls(chain, chain.deployment.first_block, chain.clock().block):
            used[call.function].append(call.gas_used)
        return used

    def _find(self, kind: type[E]) -> list[E]:
        chain = self.stage.federation.owner
        return [logged.event for logged in chain.get_events(0, chain.clock().block, kind)]

    @cached_property
    def _place(self) -> tuple[int, int]:
        """Return leaf and column of the code that is farthest from zero."""
        codes = self.life.trained.codes
        distances = np.abs(codes.astype(np.int32) - compute_zero_code(8))
        leaf, column = divmod(int(distances.argmax()), codes.shape[1])
        return leaf, column

    @property
    def _span(self) -> Span:
        leaf = self._place[0]
        return next(
            span
            for span in self.stage.layout.spans
            if span.first_leaf <= leaf < span.first_leaf + span.leaf_count
        )

    def _read_aggregate(self) -> int:
        leaf, column = self._place
        start = 4 * (leaf * self.stage.layout.codes_per_leaf + column)
        return int.from_bytes(self.stage.locate("aggregate").read_bytes()[start : start + 4])

    def _get_weight(self, state: ModelState) -> float:
        scale = self._span.tensor.unit - self.stage.params.arithmetic.master_exponent
        return math.ldexp(int(state.masters[self._place]), scale)

    def _measure(self, state: ModelState) -> float:
        model = decode_model(state, self.stage.federation.manifest)
        return get_accuracy(evaluate_state(app, model, load_test_data(app)))


def show(digest: bytes) -> str:
    """Return a hash as hex."""
    return f"0x{digest.hex()}"


if __name__ == "__main__":
    main()
