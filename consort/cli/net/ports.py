"""Free ports of this machine for everything in a net that listens."""

import socket
from contextlib import ExitStack

from consort.cli.net.plan import CHAIN, DASHBOARD, NetPlan


def choose_ports(plan: NetPlan) -> dict[str, int]:
    """Return a port for whatever listens; a Kubo node has one more, as `swarm` and its name."""
    swarms = (f"swarm {name}" for name in plan.kubo_names)
    names = [CHAIN, *plan.kubo_names, *swarms, *plan.node_names, DASHBOARD]
    with ExitStack() as stack:
        probes = {name: stack.enter_context(socket.socket()) for name in names}
        for probe in probes.values():
            probe.bind(("127.0.0.1", 0))
        return {name: int(probe.getsockname()[1]) for name, probe in probes.items()}
