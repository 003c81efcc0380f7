"""Demands about a proposal, what answers them, and silence."""

from dataclasses import dataclass

from consort.spec.chunk_tree import Digest, hash_leaf, hash_node
from consort.spec.encoding import LEAF_BYTES
from consort.spec.params import BEGINS_LINE, COHORTS_DEPTH
from consort.spec.proofs.aggregation import EMPTY_COHORT, EMPTY_MEMBER
from consort.spec.proofs.answers import LEVELS, SUM_LEVELS
from consort.spec.trees import SUM_BYTES, SumTree, compute_root
from consort.spec.types import NodePlace, SumNode, Tree
from tests.contracts.lies.scene import Lie, Scene
from tests.contracts.lies.trees import EARNED, WEIGHT
from tests.contracts.local_chain import ANSWER_BLOCKS, ANSWER_TIME, Cost, encode_call

NUMBER = 0
"""Of the demand: the first of the deployment."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A node, and the answer to whoever demands it."""

    place: NodePlace
    node: SumNode
    data: bytes


def demand_leaf(scene: Scene, tree: Tree) -> Lie:
    """Return a demand of a leaf's bytes."""
    leaf = SumNode(scene.random.bytes(32), WEIGHT)
    return _demand(scene, NodePlace(tree, 0, 0, 0), leaf)


def answer(scene: Scene, opening: Opening) -> Cost:
    """Return what an answer costs somebody who never had stake."""
    demand = _demand(scene, opening.place, opening.node)
    scene.accuse(demand)
    node = opening.node
    shown = opening.place, node.hash, node.sum, opening.data
    data = encode_call("Demands", "answer", NUMBER, *shown)
    return scene.chain.measure(scene.people.answerer, "Demands", data)


def pay(scene: Scene) -> Cost:
    """Return what it costs to pay somebody who never had stake for an answer."""
    answer(scene, open_sums(scene))
    paid = encode_call("Demands", "payAnswer", NUMBER)
    return scene.chain.measure(scene.people.accuser, "Demands", paid)


def punish(scene: Scene) -> Cost:
    """Return what it costs to convict of silence."""
    demand = demand_leaf(scene, Tree.MODEL)
    scene.accuse(demand)
    scene.chain.wait(ANSWER_TIME + 1, ANSWER_BLOCKS)
    silence = encode_call("Demands", "punishSilence", NUMBER)
    return scene.chain.measure(scene.people.answerer, "Demands", silence)


def open_bytes(scene: Scene) -> Opening:
    """Return descendants in a tree that uses SHA-256."""
    nodes = layer = [Digest(scene.random.bytes(32)) for _ in range(1 << LEVELS)]
    while len(layer) > 1:
        layer = [hash_node(*layer[at : at + 2]) for at in range(0, len(layer), 2)]
    return Opening(NodePlace(Tree.MODEL, 0, LEVELS, 0), SumNode(layer[0], 0), b"".join(nodes))


def open_cohorts(scene: Scene) -> Opening:
    """Return all leaves of the cohorts' tree."""
    leaves = scene.grove.draw_path(1 << COHORTS_DEPTH)
    root = compute_root(leaves, COHORTS_DEPTH, EMPTY_COHORT)
    place = NodePlace(Tree.COHORTS, 0, COHORTS_DEPTH, 0)
    return Opening(place, SumNode(root, 0), b"".join(leaves))


def open_sums(scene: Scene) -> Opening:
    """Return descendants in the reward tree."""
    nodes = [SumNode(scene.random.bytes(32), EARNED - at) for at in range(1 << SUM_LEVELS)]
    root = SumTree(dict(enumerate(nodes)), SUM_LEVELS, EMPTY_MEMBER).root
    data = b"".join(node.hash + node.sum.to_bytes(SUM_BYTES, "big") for node in nodes)
    return Opening(NodePlace(Tree.REWARDS, 0, SUM_LEVELS, 0), root, data)


def open_model_leaf(scene: Scene) -> Opening:
    """Return the bytes of a leaf of the model."""
    place = NodePlace(Tree.MODEL, 0, 0, scene.last_leaf)
    return Opening(place, SumNode(hash_leaf(scene.model_leaf), 0), scene.model_leaf)


def open_update_leaf(scene: Scene) -> Opening:
    """Return the bytes of a leaf of an update."""
    leaf = scene.random.bytes(LEAF_BYTES)
    return Opening(NodePlace(Tree.UPDATE, 0, 0, 1), SumNode(hash_leaf(leaf), 0), leaf)


def _demand(scene: Scene, place: NodePlace, node: SumNode) -> Lie:
    proposal, proof = scene.grove.hang(scene.draw_proposal(), place, node)
    arguments = scene.aim(proposal), place, proof, BEGINS_LINE
    return Lie(proposal, "Demands", "demand", arguments)
