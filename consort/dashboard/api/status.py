"""How the server and what it depends on are."""

import time
from importlib.metadata import version

from fastapi import APIRouter, Request
from starlette.responses import Response

from consort.dashboard.answers import answer
from consort.dashboard.api.replies import EVERY
from consort.dashboard.desk import Given
from consort.dashboard.documents import Network, Status

router = APIRouter(tags=["server"])


@router.get("/status", response_model=Status, responses=EVERY)
def get_status(request: Request, desk: Given) -> Response:
    """Tell how far the index is, and whether the chain answers.

    Where the chain is away, everything read so far goes on being answered, and `chain_fault` says
    so.
    """
    tip, condition = desk.find_tip(), desk.follower.condition
    deployment = desk.chain.deployment
    document = {
        "chain_id": deployment.chain_id,
        "coordinator": deployment.get_address("Coordinator"),
        "protocol": deployment.protocol_version,
        "release": version("consort"),
        "block": tip.block if tip else None,
        "hash": f"0x{tip.hash.hex()}" if tip else None,
        "time": tip.time if tip else None,
        "final_block": tip.final_block if tip else None,
        "events": tip.events if tip else 0,
        "reorgs": tip.reorgs if tip else 0,
        "is_caught_up": condition.is_caught_up,
        "newest_block": condition.newest_block,
        "chain_ok": desk.chain_fault is None,
        "chain_fault": desk.chain_fault,
        "measured": desk.scores.app is not None,
        "now": int(time.time()),
    }
    return answer(request, document)


@router.get("/network", response_model=Network, responses=EVERY)
def get_network(request: Request, desk: Given) -> Response:
    """Tell about the chain's node, the store, the contracts and the index."""
    tip, deployment = desk.find_tip(), desk.chain.deployment
    around = desk.surroundings
    document = {
        "rpc": around.rpc.to_json(time.time()),
        "store": around.store.to_json() if around.store else None,
        "contracts": deployment.addresses,
        "deployment": {
            "chain_id": deployment.chain_id,
            "protocol_version": deployment.protocol_version,
            "first_block": deployment.first_block,
        },
        "index": {
            "block": tip.block if tip else None,
            "final_block": tip.final_block if tip else None,
            "events": tip.events if tip else 0,
            "reorgs": tip.reorgs if tip else 0,
            "bytes": desk.index.stat().st_size if desk.index.exists() else 0,
            "is_caught_up": desk.follower.condition.is_caught_up,
        },
    }
    return answer(request, document)
