"""The deployments that a user names as those where a lineage began."""

from pathlib import Path
from tempfile import TemporaryDirectory

from consort.chain.client import Chain
from consort.chain.deployment import load_deployment
from consort.chain.rpc import Rpc
from consort.cli.settings import Network, OriginChoice
from consort.cli.versions import list_versions
from consort.codec.manifest import Manifest
from consort.codec.origin import Origin
from consort.node.origins import FindChain, Leg, follow_origins
from consort.node.task_files import TaskFiles
from consort.storage.address import open_store


def follow_lineage(
    newest: Leg, network: Network, store: str, choice: OriginChoice
) -> tuple[Manifest, list[Leg]]:
    """Return a task's manifest and the legs of its lineage, the newest first.

    Raises FileNotObtainable, and as `follow_origins`.
    """
    manifest = fetch_manifest(newest, store)
    return manifest, follow_origins(newest, manifest, make_finder(network, choice))


def fetch_manifest(leg: Leg, store: str) -> Manifest:
    """Return a task's manifest; raises FileNotObtainable."""
    published = list_versions(leg.history).manifest
    with TemporaryDirectory() as directory:
        files = TaskFiles(open_store(store), Path(directory), tries=None)
        return files.fetch_manifest(published.root, published.places)


def make_finder(network: Network, choice: OriginChoice) -> FindChain:
    """Return what finds an origin among these records and nodes; raises as `load_deployment`."""
    records = [load_deployment(path) for path in choice.origin_deployment]
    rpc_urls = [*choice.origin_rpc, *network.rpc_url]

    def find(origin: Origin) -> Chain | None:
        named = origin.chain_id, origin.coordinator
        for record in records:
            if (record.chain_id, record.get_address("Coordinator").lower()) == named:
                return Chain.connect(_choose(rpc_urls, origin.chain_id), record)
        return None

    return find


def _choose(rpc_urls: list[str], chain_id: int) -> str:
    """Return the first node of a chain, or the last of all, which then is the wrong one."""
    wanted = hex(chain_id)
    return next(
        (url for url in rpc_urls if Rpc(url).request("eth_chainId") == wanted), rpc_urls[-1]
    )
