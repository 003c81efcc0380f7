"""Signers outside: a real program and a real service, honest and lying ones."""

import json
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from consort.chain.accounts import KeystoreAccount, load_account, parse_address
from consort.chain.client import Chain
from consort.chain.external_signers import CommandAsker, ExternalAccount, RpcAsker
from consort.chain.rpc import Rpc
from consort.chain.signing import Permit, Transaction
from consort.errors import (
    CONFIGURATION,
    REFUSED,
    UNREACHABLE,
    SignerLied,
    SignerMissing,
    SignerRefused,
    SignerUnreachable,
)
from consort.spec.params import TOKEN
from consort.spec.types import Address
from tests.chain.devnet_fixture import LocalChain
from tests.chain.signers_lies import (
    CHANGES,
    NONSENSE,
    lie_about_permit,
    lie_about_transaction,
    open_signer,
)

NAME = "contributor-0"
HONEST = Path(__file__).parents[2] / "examples" / "signer" / "sign.py"
RECEIVER = parse_address("0x00000000000000000000000000000000000000aa")
TRANSACTION = Transaction(31337, 3, RECEIVER, b"\x01\x02", 50_000, 10**9, 10**8)
PERMIT = Permit(31337, RECEIVER, "Consort", RECEIVER, 5, 0, 2_000_000_000)


def make_liar(local: LocalChain, answer: str) -> ExternalAccount:
    """Return an account for which a program prints this, whatever it is asked."""
    path = local.directory / "answer"
    path.write_text(answer)
    command = shlex.join(("cat", str(path)))
    return ExternalAccount(local.accounts[NAME].address, CommandAsker(command))


@pytest.fixture
def honest(local_chain: LocalChain) -> ExternalAccount:
    """Give an account whose keystore only the example's program opens."""
    password = local_chain.directory / "empty"
    password.write_text("\n")
    words = sys.executable, HONEST, local_chain.get_keystore(NAME), password
    command = shlex.join(map(str, words))
    return ExternalAccount(local_chain.accounts[NAME].address, CommandAsker(command))


def test_a_program_signs_as_the_key_itself_would(
    local_chain: LocalChain, honest: ExternalAccount
) -> None:
    own = load_account(local_chain.get_keystore(NAME), "")
    creation = Transaction(31337, 0, None, b"\x60\x00", 100_000, 10**9, 0)
    for transaction in (TRANSACTION, creation):
        assert honest.sign(transaction) == own.sign(transaction)
    assert honest.sign_permit(PERMIT) == own.sign_permit(PERMIT)
    assert honest.address in repr(honest)


def test_a_program_signs_for_a_chain(local_chain: LocalChain, honest: ExternalAccount) -> None:
    options = local_chain.options
    chain = Chain.connect(local_chain.rpc_url, local_chain.deployment, honest, options)
    chain.deposit(3 * TOKEN)  # by a permit
    chain.withdraw(TOKEN)
    assert chain.get_free_stake(honest.address) == 2 * TOKEN


class TransactionsOnly(KeystoreAccount):
    """A device that signs no typed data."""

    def sign_permit(self, _permit: Permit) -> tuple[int, bytes, bytes]:
        """Refuse."""
        raise SignerRefused("device", "no typed data")


def test_a_signer_without_typed_data_deposits_by_an_approval(local_chain: LocalChain) -> None:
    device = TransactionsOnly(open_signer(local_chain.get_keystore(NAME)))
    options = local_chain.options
    chain = Chain.connect(local_chain.rpc_url, local_chain.deployment, device, options)
    chain.deposit(2 * TOKEN)
    assert chain.get_free_stake(device.address) == 2 * TOKEN
    node = chain.create_node_account(device.address, 0).contract
    assert node is not None
    chain.act_as(node).deposit(3 * TOKEN)
    assert chain.get_free_stake(node) == 3 * TOKEN


def test_a_program_that_refuses_says_why(honest: ExternalAccount) -> None:
    dear = Transaction(31337, 3, RECEIVER, b"", 10**7, 10**12, 0)
    with pytest.raises(SignerRefused, match="10000000000000000000 wei is too dear") as refused:
        honest.sign(dear)
    assert refused.value.exit_code == REFUSED


@pytest.mark.parametrize("lie", [*CHANGES, "account", "legacy", *NONSENSE])
def test_a_lying_program_is_not_believed(local_chain: LocalChain, lie: str) -> None:
    key = open_signer(local_chain.get_keystore(NAME))
    liar = make_liar(local_chain, lie_about_transaction(key, TRANSACTION, lie))
    with pytest.raises(SignerLied) as lied:
        liar.sign(TRANSACTION)
    assert lied.value.exit_code == REFUSED
    if lie in {*CHANGES, "account"}:
        assert lied.value.field == lie


@pytest.mark.parametrize("lie", ["amount", "account", "high", *NONSENSE])
def test_a_permit_is_checked_too(local_chain: LocalChain, lie: str) -> None:
    key = open_signer(local_chain.get_keystore(NAME))
    with pytest.raises(SignerLied):
        make_liar(local_chain, lie_about_permit(key, PERMIT, lie)).sign_permit(PERMIT)


def test_what_is_no_lie_is_believed(local_chain: LocalChain) -> None:
    """The lies above differ from this in one thing each."""
    key = open_signer(local_chain.get_keystore(NAME))
    make_liar(local_chain, lie_about_transaction(key, TRANSACTION, "")).sign(TRANSACTION)
    make_liar(local_chain, lie_about_permit(key, PERMIT, "")).sign_permit(PERMIT)


def test_a_silent_program_is_given_up() -> None:
    """Also one whose child keeps its output open."""
    for command in ("sleep 60", "sh -c 'sleep 30; true'"):
        silent = ExternalAccount(RECEIVER, CommandAsker(command, 0.2))
        with pytest.raises(SignerUnreachable, match=r"no answer in 0.2 s") as late:
            silent.sign(TRANSACTION)
        assert late.value.exit_code == UNREACHABLE


def test_no_such_program(tmp_path: Path) -> None:
    for command in ("", "'", str(tmp_path / "nobody"), str(tmp_path)):
        with pytest.raises(SignerMissing) as missing:
            ExternalAccount(RECEIVER, CommandAsker(command)).sign(TRANSACTION)
        assert missing.value.exit_code == CONFIGURATION


# ---------------------------------------------------------------------- services


def test_anvil_signs_for_an_account_that_it_holds(local_chain: LocalChain) -> None:
    """Anvil answers as geth and Web3Signer do."""
    rpc = Rpc(local_chain.rpc_url)
    holder = parse_address(str(rpc.request("eth_accounts")[0]))
    local_chain.connect().transfer(holder, TOKEN)
    local_chain.devnet.give_coins(holder)
    account = ExternalAccount(holder, RpcAsker(local_chain.rpc_url))
    chain = Chain.connect(local_chain.rpc_url, local_chain.deployment, account, local_chain.options)
    chain.deposit(TOKEN)  # by a permit
    assert chain.get_free_stake(holder) == TOKEN


def test_a_service_refuses_for_an_account_that_it_does_not_hold(local_chain: LocalChain) -> None:
    account = ExternalAccount(local_chain.accounts[NAME].address, RpcAsker(local_chain.rpc_url))
    with pytest.raises(SignerRefused):
        account.sign(TRANSACTION)


Answers = dict[str, Any]


@contextmanager
def serve(answers: Answers) -> Iterator[tuple[str, list[str]]]:
    """Serve JSON-RPC that knows these methods; yield its address and the methods asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(request["method"])
            known = request["method"] in answers
            answer = {"jsonrpc": "2.0", "id": request["id"]}
            unknown = {"error": {"code": -32601, "message": "no such method"}}
            answer |= {"result": answers[request["method"]]} if known else unknown
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://user:secret@127.0.0.1:{server.server_port}/v1/secret", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def signed(local_chain: LocalChain) -> tuple[Address, str, str]:
    """Give an account, its signed transaction and its signed permit."""
    own = load_account(local_chain.get_keystore(NAME), "")
    v, r, s = own.sign_permit(PERMIT)
    return own.address, f"0x{own.sign(TRANSACTION).hex()}", f"0x{(r + s).hex()}{v - 27:02x}"


def test_clefs_methods_and_answers(signed: tuple[Address, str, str]) -> None:
    """Clef shows the transaction decoded beside, under names of its own."""
    address, raw, signature = signed
    answers = {
        "account_signTransaction": {"raw": raw, "tx": {}},
        "account_signTypedData": signature,
    }
    with serve(answers) as (url, asked):
        account = ExternalAccount(address, RpcAsker(url))
        assert account.sign(TRANSACTION).hex() == raw[2:]
        account.sign_permit(PERMIT)
    assert asked[:2] == ["eth_signTransaction", "account_signTransaction"]
    assert asked[2:] == ["eth_signTypedData_v4", "eth_signTypedData", "account_signTypedData"]


@pytest.mark.parametrize("answer", [None, 5, [], {}, {"raw": None}, "0x", "0x02", "words"])
def test_a_service_that_answers_nonsense_is_not_believed(
    signed: tuple[Address, str, str], answer: object
) -> None:
    answers = {"eth_signTransaction": answer, "eth_signTypedData_v4": answer}
    with serve(answers) as (url, _):
        account = ExternalAccount(signed[0], RpcAsker(url))
        with pytest.raises(SignerLied) as lied:
            account.sign(TRANSACTION)
        with pytest.raises(SignerLied):
            account.sign_permit(PERMIT)
    assert "secret" not in str(lied.value)


def test_a_service_without_any_method_or_that_is_away(signed: tuple[Address, str, str]) -> None:
    with serve({}) as (url, _):
        account = ExternalAccount(signed[0], RpcAsker(url))
        with pytest.raises(SignerRefused, match="no such method"):
            account.sign(TRANSACTION)
    with pytest.raises(SignerUnreachable) as away:
        account.sign(TRANSACTION)
    assert "secret" not in f"{away.value} {account!r}"
