"""UnixFS trees: known answers from Kubo 0.43 (`ipfs add` with profile unixfs-v1-2025)."""

from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consort.errors import CidMismatch
from consort.storage.cid import CHUNK_SIZE, Cid, Codec, StoredFile
from consort.storage.unixfs import (
    Block,
    DagBuilder,
    compute_file,
    cut_leaves,
    read_links,
    walk_leaves,
)

COUNTING = {  # bytes 0..250 over and over
    0: "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
    1: "bafkreidogqfzz75tpkmjzjke425xqcrmpcib2p5tg44hnbirumdbpl5adu",
    CHUNK_SIZE - 1: "bafkreielkxdkfu2eicjkgfuykayoada6n6dar2xzclejnxxhyn2niqhnce",
    CHUNK_SIZE: "bafkreidddocae7lltzjlkooe5a3tmiwsgazn7logjvqk7bzttsidpzhxne",
    CHUNK_SIZE + 1: "bafybeidjogjfwuhbzwopgd4bn3skcf5m6oz72xshywcndzxgqb623nfclu",
    3 * CHUNK_SIZE: "bafybeihzpjrbcpjpzcx4yxh3hasnjidsikmwmsrli7hhamhny5iueulu5a",
}
ZEROS = {
    1023 * CHUNK_SIZE: "bafybeid4hoc6ka6t5dips4spzohacqmb6fh447dy6lr4km234zycb7upmy",
    1024 * CHUNK_SIZE: "bafybeibqawkaltgjfdebq4no6nmfcvkcw7k52xqzclkwfmrkn6oxw7srmy",
    1024 * CHUNK_SIZE + 1: "bafybeigx4uyebjbq65346xh6cjrt6yshbdudzudhnqecwbzvymslxj7gje",
    1025 * CHUNK_SIZE: "bafybeigt7wofv4vnxbg3titijasuw4ptg5kfztec4smsk7opdt7z6djoxq",
    2049 * CHUNK_SIZE: "bafybeig7dztia6wgfgaqc7e4pmr4pvsv2t6myv76tfge3yboam5djw7dt4",
}


def make_counting(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def collect_blocks(leaves: list[bytes]) -> tuple[StoredFile, list[Block]]:
    dag = DagBuilder()
    blocks = [block for leaf in leaves for block in dag.add(leaf)]
    blocks += dag.finish()
    return dag.file, blocks


@pytest.mark.parametrize(("size", "cid"), COUNTING.items())
def test_files_have_the_cids_that_ipfs_gives_them(size: int, cid: str) -> None:
    file = compute_file([make_counting(size)])

    assert str(file.cid) == cid
    assert file.size == size


@pytest.mark.slow
@pytest.mark.parametrize(("size", "cid"), ZEROS.items())
def test_files_around_one_full_node_have_the_cids_that_ipfs_gives_them(size: int, cid: str) -> None:
    chunks, rest = divmod(size, CHUNK_SIZE)
    leaves = [*repeat(bytes(CHUNK_SIZE), chunks), *([bytes(rest)] if rest else [])]

    file, blocks = collect_blocks(leaves)

    assert str(file.cid) == cid
    by_cid = dict(blocks)
    assert sum(map(len, walk_leaves(file, by_cid.__getitem__))) == size


@given(st.lists(st.integers(0, 3 * CHUNK_SIZE // 2), max_size=4))
def test_how_a_stream_is_cut_does_not_matter(sizes: list[int]) -> None:
    content = make_counting(sum(sizes))
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    pieces = [content[end - size : end] for size, end in zip(sizes, ends, strict=True)]

    assert compute_file(pieces) == compute_file([content])
    assert b"".join(cut_leaves(pieces)) == content


def test_every_block_is_named_by_its_content_and_the_root_comes_last() -> None:
    content = make_counting(2 * CHUNK_SIZE + 9)

    file, blocks = collect_blocks(list(cut_leaves([content])))

    assert all(Cid.of_block(block.data, block.cid.codec) == block.cid for block in blocks)
    assert blocks[-1].cid == file.cid
    assert b"".join(walk_leaves(file, dict(blocks).__getitem__)) == content


def test_a_full_node_holds_1024_links() -> None:
    dag = DagBuilder()
    finished = [len(dag.add(b"leaf")) for _ in range(1024)]

    assert finished == [1] * 1023 + [2]


@given(st.binary(max_size=200), st.integers(1, 1024))
def test_a_foreign_node_is_refused(data: bytes, count: int) -> None:
    node = Block(Cid.of_block(data, Codec.DAG_PB), data)

    with pytest.raises(CidMismatch):
        read_links(node, count, Codec.RAW)


def test_a_node_cannot_stand_in_for_a_leaf() -> None:
    _, blocks = collect_blocks([bytes(CHUNK_SIZE), b"tail"])

    assert read_links(blocks[-1], 2, Codec.RAW) == [blocks[0].cid, blocks[1].cid]
    with pytest.raises(CidMismatch):
        read_links(blocks[-1], 2, Codec.DAG_PB)
    with pytest.raises(CidMismatch):
        read_links(blocks[-1], 3, Codec.RAW)
