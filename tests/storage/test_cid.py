"""Content ids: the text, the binary, and the digest and size on chain."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consort.errors import BadCid
from consort.storage.cid import CHUNK_SIZE, Cid, Codec, StoredFile

HELLO = "bafkreicysg23kiwv34eg2d7qweipxwosdo2py4ldv42nbauguluen5v6am"  # "hello\n", by `ipfs add`
DIGEST = hashlib.sha256(b"hello\n").digest()

digests = st.binary(min_size=32, max_size=32)


def test_one_block_has_the_cid_that_ipfs_gives_it() -> None:
    assert str(Cid.of_block(b"hello\n", Codec.RAW)) == HELLO
    assert Cid.parse(HELLO) == Cid(DIGEST, Codec.RAW)


@given(digests, st.sampled_from(Codec))
def test_text_and_bytes_come_back(digest: bytes, codec: Codec) -> None:
    cid = Cid(digest, codec)

    assert Cid.parse(str(cid)) == cid
    assert Cid.from_bytes(bytes(cid)) == cid


@given(digests, st.integers(0, 2**64 - 1))
def test_the_chain_needs_only_digest_and_size(digest: bytes, size: int) -> None:
    file = StoredFile.from_chain(digest, size)

    assert (file.cid.digest, file.size) == (digest, size)
    assert file.cid.codec == (Codec.RAW if size <= CHUNK_SIZE else Codec.DAG_PB)


@given(st.text(max_size=70))
def test_no_text_is_taken_for_a_cid_unless_it_is_one(text: str) -> None:
    try:
        cid = Cid.parse(text)
    except BadCid:
        return
    assert str(cid) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "../../../../etc/passwd",
        "/ipfs/" + HELLO,
        HELLO + "/../x",
        HELLO.upper(),
        HELLO[:-1] + "n",  # bits beyond the digest
        HELLO[:-1] + "\n",
        "QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o",  # version 0
        "bafyreicysg23kiwv34eg2d7qweipxwosdo2py4ldv42nbauguluen5v6am",  # dag-cbor
        "bafkrgqcysg23kiwv34eg2d7qweipxwosdo2py4ldv42nbauguluen5v6am",  # another hash
        "z" + HELLO[1:],
        "b" * 10_000,
        "b" + "é" * 58,
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(BadCid):
        Cid.parse(text)


@pytest.mark.parametrize("size", [-1, 2**64])
def test_a_size_outside_uint64_is_refused(size: int) -> None:
    with pytest.raises(BadCid):
        StoredFile.from_chain(DIGEST, size)


def test_a_digest_of_another_length_is_refused() -> None:
    with pytest.raises(BadCid):
        StoredFile.from_chain(DIGEST[:-1], 6)


def test_a_codec_that_does_not_go_with_the_size_is_refused() -> None:
    with pytest.raises(BadCid):
        StoredFile(Cid(DIGEST, Codec.DAG_PB), 6)
