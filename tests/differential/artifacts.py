"""The compiled contracts, as the package ships them."""

import json
from importlib.resources import files
from typing import Any

from consort.chain.interface import CONTRACTS, LIBRARIES, OPTIONAL


def _load(name: str) -> dict[str, Any]:
    artifact: dict[str, Any] = json.loads(
        (files("consort.chain") / "artifacts" / f"{name}.json").read_text()
    )
    return artifact


ARTIFACTS = {name: _load(name) for name in dict.fromkeys((*CONTRACTS, *LIBRARIES, *OPTIONAL))}
