"""Transfer tokens and wait for the receipt: a process for a test to kill."""

import sys
from pathlib import Path

from consort.chain.accounts import load_account, parse_address
from consort.chain.client import Chain
from consort.chain.sender import SendOptions

if __name__ == "__main__":
    rpc_url, record, keystore, directory, amount = sys.argv[1:]
    options = SendOptions(journals=Path(directory) / "journals")
    chain = Chain.connect(rpc_url, Path(record), load_account(Path(keystore), ""), options)
    chain.transfer(parse_address("0x00000000000000000000000000000000000000aa"), int(amount))
