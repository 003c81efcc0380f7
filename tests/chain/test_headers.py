"""Headers of blocks as their hash covers them."""

from eth_hash.auto import keccak

from consort.chain.headers import encode_header
from tests.chain.devnet_fixture import LocalChain

EMPTY_TRIE = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"
MAINNET_GENESIS = {
    "parentHash": "0x" + "00" * 32,
    "sha3Uncles": "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347",
    "miner": "0x" + "00" * 20,
    "stateRoot": "0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544",
    "transactionsRoot": EMPTY_TRIE,
    "receiptsRoot": EMPTY_TRIE,
    "logsBloom": "0x" + "00" * 256,
    "difficulty": "0x400000000",
    "number": "0x0",
    "gasLimit": "0x1388",
    "gasUsed": "0x0",
    "timestamp": "0x0",
    "extraData": "0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa",
    "mixHash": "0x" + "00" * 32,
    "nonce": "0x0000000000000042",
    "hash": "0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3",
}


def test_header_of_a_known_block() -> None:
    header = encode_header(MAINNET_GENESIS)
    assert len(header) == 535
    assert keccak(header).hex() == MAINNET_GENESIS["hash"][2:]


def test_headers_that_cannot_be_built() -> None:
    assert encode_header(MAINNET_GENESIS | {"l1BlockNumber": "0x1"}) != b""
    assert encode_header(MAINNET_GENESIS | {"timestamp": "0x1"}) == b""
    assert encode_header(MAINNET_GENESIS | {"mixHash": None}) == b""
    assert encode_header({}) == b""


def test_headers_of_the_local_chain(local_chain: LocalChain) -> None:
    chain = local_chain.connect()
    newest = chain.clock().block
    for number in range(newest + 1):
        header = chain.get_block_header_rlp(number)
        assert keccak(header) == chain.get_block_hash(number) != b""
    assert chain.get_block_header_rlp(newest + 1_000) == b""
    assert chain.get_block_hash(newest + 1_000) == b""
