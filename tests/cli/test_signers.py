"""Commands whose signatures come from elsewhere."""

import pytest

from consort.chain.accounts import parse_address
from consort.spec.params import TOKEN
from tests.chain.devnet_fixture import LocalChain
from tests.cli.conftest import CommandLine

RECEIVER = "0x00000000000000000000000000000000000000aa"


def test_a_service_signs(
    on_chain: CommandLine, local_chain: LocalChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anvil holds accounts of its own, and signs for them as a signing service does."""
    holder = parse_address(local_chain.connect().rpc.request("eth_accounts")[0])
    local_chain.devnet.give_coins(holder)
    local_chain.connect().transfer(holder, 5 * TOKEN)
    monkeypatch.setenv("CONSORT_SIGNER_RPC", local_chain.rpc_url)
    on_chain.refuse(3, "SignerAddressMissing", f"account send {RECEIVER} 2")
    sent = on_chain.json(f"account send {RECEIVER} 2 --from {holder}")
    assert sent["amount"] == str(2 * TOKEN)
    monkeypatch.setenv("ETH_FROM", holder)
    assert on_chain.json("stake deposit 3")["account"] == holder


def test_what_a_signer_does_wrong(on_chain: CommandLine, local_chain: LocalChain) -> None:
    mine = local_chain.accounts["owner"].address
    send = f"account send {RECEIVER} 2 --from {mine}"
    on_chain.refuse(1, "SignerRefused", send, "--signer-command", "false")
    on_chain.refuse(1, "SignerLied", send, "--signer-command", "echo 0x02")
    on_chain.refuse(3, "SignerMissing", send, "--signer-command", "no-such-signer")
    on_chain.refuse(4, "SignerUnreachable", send, "--signer-rpc", "http://127.0.0.1:9")
    on_chain.refuse(2, "BadRpcUrl", send, "--signer-rpc", "clef.ipc")
    assert local_chain.connect().get_balance(parse_address(RECEIVER)) == 0


def test_one_way_of_signing(on_chain: CommandLine, local_chain: LocalChain) -> None:
    send = f"account send {RECEIVER} 2"
    both = ("--signer-command", "false", "--signer-rpc", "http://127.0.0.1:9")
    on_chain.refuse(3, "SeveralSigners", send, *both)
    other = local_chain.accounts["contributor-0"].address
    on_chain.refuse(3, "WrongAccount", send, "--from", other, by="owner")
