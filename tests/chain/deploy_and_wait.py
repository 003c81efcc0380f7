"""Deploy and wait: a process for a test to kill."""

import sys
from pathlib import Path

from consort.chain.accounts import create_accounts
from consort.chain.deployer import deploy
from consort.chain.sender import SendOptions

if __name__ == "__main__":
    rpc_url, place = sys.argv[1:]
    directory = Path(place)
    (account,) = create_accounts(directory, ["deployer"])
    options = SendOptions(journals=directory / "journals")
    deploy(rpc_url, account, directory=directory, options=options)
