"""A chain that is reorganised between two questions about the same block."""

from pathlib import Path
from typing import Any

import pytest

from consort.chain.events import RoundOpened
from consort.errors import ChainReorganised
from consort.node.progress import PhaseChanged, Waiting
from consort.spec.types import Phase
from tests.chain.devnet_fixture import LocalChain
from tests.roles.federation import Federation


def test_first_round_goes_while_it_is_read(
    own_chain: LocalChain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is stored of a round that never was is empty: it looks as if it built on itself."""
    federation = Federation.start(own_chain, tmp_path)
    federation.enrol(contributors=1, validators=1)
    federation.drive([federation.validate(0)], until=lambda: federation.phase is Phase.COMMIT)
    node = federation.contribute(0)
    federation.tick()
    chain = federation.owner
    (opened,) = chain.get_events(0, chain.clock().block, RoundOpened)
    depth = chain.clock().block - opened.block + 1
    get_head = type(node.session.chain).get_head

    def get_head_and_reorganise(chain: Any, task: Any) -> Any:
        head = get_head(chain, task)
        monkeypatch.undo()
        chain.rpc.request("anvil_reorg", depth, [])
        return head

    monkeypatch.setattr(type(node.session.chain), "get_head", get_head_and_reorganise)
    node.step()

    (waiting,) = federation.find("contributor-0", Waiting)
    assert waiting.cause == ChainReorganised.__name__
    federation.drive([node, federation.validate(0)], until=lambda: federation.version >= 1)
    assert federation.find("contributor-0", PhaseChanged)
