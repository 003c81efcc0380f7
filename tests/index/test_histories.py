"""Whatever happens on a chain, an index holds what the replay of its events gives."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from consort.index.indexer import Indexer
from consort.index.reader import open_index
from consort.ledger.replay import replay
from tests.index.comparing import assert_same
from tests.index.made_chain import CHAIN_ID, MadeChain
from tests.index.story import COORDINATOR, PEOPLE, Story


@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**32), steps=st.integers(1, 12), final_depth=st.sampled_from([None, 0, 6])
)
def test_index_is_the_replay_of_events(seed: int, steps: int, final_depth: int | None) -> None:
    rng = Random(seed)
    node, story = MadeChain(final_depth), Story(rng)
    with TemporaryDirectory() as directory:
        path = Path(directory) / "index.db"
        for _ in range(steps):
            _go_on(rng, node, story)
            Indexer(node.chain, path).catch_up()
            with open_index(path) as index:
                assert_same(index, replay(CHAIN_ID, COORDINATOR, node.events), node.events, PEOPLE)


def _go_on(rng: Random, node: MadeChain, story: Story) -> None:
    """Replace some of the newest blocks now and then, and add others."""
    if rng.random() < 0.3:
        node.drop(rng.randint(1, len(node.blocks)))
        story.go_back(node.events)
    for _ in range(rng.randint(1, 15)):
        node.mine(*(event for _ in range(rng.randrange(8)) for event in story.tell()))
