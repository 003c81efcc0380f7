"""The one table of the configuration file: each key, and the option whose default it gives.

Whoever adds an option that a person sets once for many commands declares it by `setting` and adds
a line here. What an option takes, its environment variable and its help are the option's own.
"""

from collections.abc import Mapping
from typing import Final

SECTIONS: Final[Mapping[str, str]] = {
    "chain": "The chain, and the contracts on it.",
    "account": "The account that signs. No secret belongs here, only where it lies.",
    "store": "Where updates and models lie.",
    "node": "A running contributor, validator or watcher.",
    "app": "The model, and how it is trained and measured.",
    "training": "A contributor's own training.",
}
OPTIONS: Final[Mapping[str, str]] = {
    "chain.rpc_url": "--rpc-url",
    "chain.deployment": "--deployment",
    "chain.index_file": "--index-file",
    "chain.confirmations": "--confirmations",
    "chain.max_fee": "--max-fee",
    "chain.fee_floor": "--fee-floor",
    "account.keystore": "--keystore",
    "account.password_file": "--password-file",
    "account.signer_command": "--signer-command",
    "account.signer_rpc": "--signer-rpc",
    "account.from": "--from",
    "account.act_as": "--act-as",
    "store.url": "--store",
    "node.task": "--task",
    "node.state": "--state",
    "node.interval": "--interval",
    "node.keep_files": "--keep-files",
    "node.health": "--health",
    "node.log": "--log-format",
    "app.name": "--app",
    "training.index": "--index",
    "training.of": "--of",
    "training.seed": "--seed",
    "training.device": "--device",
    "training.time_limit": "--time-limit",
    "training.options": "--option",
}
"""Keys as section.name."""
KEYS: Final[Mapping[str, str]] = {option: key for key, option in OPTIONS.items()}
