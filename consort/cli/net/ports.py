"""Free ports of this machine for everything in a net that listens."""

import socket
from contextlib import ExitStack

from consort.cli.net.plan import CHAIN, NetPlan


def choose_ports(plan: NetPlan) -> dict[str, int]:
    """Return a port for each: `chain`, every node and Kubo node, `swarm` and a Kubo node's name."""
    swarms = (f"swarm {name}" for name in plan.kubo_names)
    names = [CHAIN, *plan.kubo_names, *swarms, *plan.node_names]
    with ExitStack() as stack:
        probes = {name: stack.enter_context(socket.socket()) for name in names}
        for probe in probes.values():
            probe.bind(("127.0.0.1", 0))
        return {name: int(probe.getsockname()[1]) for name, probe in probes.items()}
