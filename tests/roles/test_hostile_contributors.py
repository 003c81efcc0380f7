"""A contributor that vanishes or lies is left out; the honest one's round is final all the same."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from consort.codec.arrays import get_code_type
from consort.codec.layout import compute_layout
from consort.codec.update import write_update
from consort.errors import CoolingDown
from consort.ledger.rounds import RoundState
from consort.node.directory import Place
from consort.node.progress import CooledDown, UpdateRejected
from consort.node.update_header import HeaderFacts
from consort.spec.types import ContentId, Phase
from consort.storage.directory import DirectoryStore
from consort.storage.unixfs import compute_file
from tests.chain.devnet_fixture import LocalChain
from tests.roles.federation import TERMS, Federation, Node, check_conservation

LIAR = "contributor-1"
WEIGHT = 2


@dataclass(frozen=True, slots=True)
class Lie:
    """What a hostile contributor publishes, and commits to."""

    published: bytes | None
    root: bytes
    content: ContentId


def encode_honestly(
    federation: Federation, round_: int = 0, filling: int | None = None
) -> tuple[bytes, bytes]:
    """Return the file and root of an update that changes nothing; a `filling` makes it false."""
    chain = federation.local.connect(LIAR)
    place = Place(chain.chain_id, chain.deployment.get_address("Coordinator"), federation.task)
    params = chain.get_task(federation.task).params
    facts = HeaderFacts(place, round_, params.manifest_hash, params.genesis_model_root)
    layout = compute_layout(federation.manifest)
    shape = layout.leaf_count, layout.codes_per_leaf
    codes = np.full(shape, 1 << layout.code_bits - 1, get_code_type(layout.code_bits))
    if filling is not None:
        for leaf, used in layout.partial_leaves:
            codes[leaf, used:] = filling
    file = BytesIO()
    root = write_update(file, facts.make_header(chain.address, WEIGHT), codes)
    return file.getvalue(), root


def tell(data: bytes, root: bytes, *, is_published: bool = True) -> Lie:
    """Return a lie whose content id is that of its bytes."""
    named = compute_file([data])
    content = ContentId(named.cid.digest, named.size)
    return Lie(data if is_published else None, root, content)


def vanish(federation: Federation) -> Lie:
    return tell(*encode_honestly(federation), is_published=False)


def publish_garbage(federation: Federation) -> Lie:
    data, root = encode_honestly(federation)
    return tell(data[:256] + bytes(reversed(data[256:])).replace(b"\x80", b"\x07"), root)


def publish_for_another_root(federation: Federation) -> Lie:
    data, _ = encode_honestly(federation)
    return tell(data, bytes([3]) * 32)


def publish_for_another_round(federation: Federation) -> Lie:
    return tell(*encode_honestly(federation, round_=5))


def publish_false_padding(federation: Federation) -> Lie:
    return tell(*encode_honestly(federation, filling=200))


def publish_wrong_shape(federation: Federation) -> Lie:
    data, root = encode_honestly(federation)
    return tell(data[:-256], root)


def publish_too_much(federation: Federation) -> Lie:
    data, root = encode_honestly(federation)
    return tell(data + bytes(1 << 20), root)


LIES: dict[Callable[[Federation], Lie], str] = {
    vanish: "it is not there",
    publish_garbage: "has the root",
    publish_for_another_root: "has the root",
    publish_for_another_round: "has the header",
    publish_false_padding: "in the padding of leaf",
    publish_wrong_shape: "was announced with",
    publish_too_much: "was announced with",
}


@pytest.mark.parametrize(
    ("make", "reason"), LIES.items(), ids=lambda case: getattr(case, "__name__", None)
)
def test_lie_is_left_out(
    federation: Federation, make: Callable[[Federation], Lie], reason: str
) -> None:
    federation.enrol(contributors=2, validators=2)
    honest = federation.contribute(0)
    validators = [federation.validate(index, rounds=1) for index in range(2)]
    federation.drive(validators, until=lambda: federation.phase is Phase.COMMIT)
    commit(federation, make(federation))
    nodes: list[Node] = [honest, *validators]
    federation.drive(nodes, until=lambda: federation.version >= 1, seconds=3)

    ended = federation.read_history().rounds[0]
    assert ended.state is RoundState.FINAL
    liar = federation.local.accounts[LIAR].address
    assert dict(zip(ended.committed, ended.compute_included(), strict=True)) == {
        liar: False,
        federation.local.accounts["contributor-0"].address: True,
    }
    (rejected,) = federation.find("validator-0", UpdateRejected)
    assert rejected.contributor == liar
    assert reason in rejected.reason
    check_conservation(federation)


def test_late_update_is_left_out(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=2)
    nodes: list[Node] = [
        federation.contribute(0),
        *(federation.validate(i, rounds=1) for i in range(2)),
    ]
    federation.drive(nodes[1:], until=lambda: federation.phase is Phase.COMMIT)
    data, root = encode_honestly(federation)
    commit(federation, tell(data, root, is_published=False))
    federation.drive(nodes, until=lambda: federation.phase is Phase.PROPOSE, seconds=3)
    federation.store.put(data)
    federation.drive(nodes, until=lambda: federation.version >= 1)

    assert federation.read_history().rounds[0].compute_included() == (False, True)
    check_conservation(federation)


def test_absent_contributor_rests(local_chain: LocalChain, tmp_path: Path) -> None:
    terms = replace(TERMS, stakes=replace(TERMS.stakes, cooldown_rounds=3))
    federation = Federation.start(local_chain, tmp_path, terms=terms)
    federation.enrol(contributors=2, validators=2)
    offline = DirectoryStore(shutil.copytree(tmp_path / "store", tmp_path / "offline"))
    gone = federation.contribute(1, store=offline)
    validators = [federation.validate(index, rounds=2) for index in range(2)]
    nodes: list[Node] = [federation.contribute(0), gone, *validators]
    federation.drive(nodes, until=lambda: federation.version >= 1, seconds=3)
    federation.drive(validators, until=lambda: federation.phase is Phase.COMMIT)

    account = local_chain.accounts[LIAR].address
    assert account in federation.read_history().rounds[0].committed
    assert federation.owner.get_contributor(federation.task, account).rest_until == 4
    assert [event.contributor for event in federation.find("validator-0", CooledDown)] == [account]
    with pytest.raises(CoolingDown):
        commit(federation, vanish(federation), round_=1)
    check_conservation(federation)


def commit(federation: Federation, lie: Lie, round_: int = 0) -> None:
    if lie.published is not None:
        federation.store.put(lie.published)
    chain = federation.local.connect(LIAR)
    chain.commit(federation.task, round_, lie.root, lie.content, WEIGHT)
