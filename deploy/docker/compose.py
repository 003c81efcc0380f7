"""Write docker-compose.yml from the topology that `consort net up` runs too.

python -m deploy.docker.compose
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from consort.cli.net.containers import PLAN
from consort.cli.net.layout import CHAIN_PORT, CONTAINED, Layout
from consort.cli.net.plan import CHAIN, DASHBOARD, DEPLOYER
from consort.cli.net.service import Service
from consort.cli.net.topology import make_services
from consort.dashboard import PORT

COMPOSE: Final = Path(__file__).parents[2] / "docker-compose.yml"
PREPARE: Final = "prepare"
DEPLOYMENTS: Final = "deployments"
"""The one volume that all nodes read: the record of the deployment, which is public."""
_PUBLISHED: Final = {CHAIN: CHAIN_PORT, DASHBOARD: PORT}

_HEAD: Final = """\
# Everything on one machine, each part a container: docker compose up --build --wait
# Written by `python -m deploy.docker.compose` from consort/cli/net/topology.py: do not edit.
# docs/guides/one-machine.md explains it.

name: consort

x-build: &build
  context: .
  dockerfile: deploy/docker/Dockerfile

x-part: &part
  init: true
  read_only: true
  tmpfs: [/tmp]
  cap_drop: [ALL]
  security_opt: ["no-new-privileges:true"]
  restart: on-failure:10
  networks: [net]
  logging: {driver: json-file, options: {max-size: 10m, max-file: "3"}}

x-health: &health
  interval: 15s
  timeout: 5s
  retries: 4
  start_period: 120s
  start_interval: 1s

services:
"""
_NETWORKS: Final = """\
networks:
  net: {internal: true} # of what listens there nothing can be reached from outside
  host: {} # but for chain and dashboard, published on this machine's loopback only
"""


def format_compose() -> str:
    """Return the file."""
    services = make_services(PLAN, Layout(CONTAINED))
    volumes = [DEPLOYMENTS, *(service.name for service in services)]
    blocks = "\n\n".join((_format_prepare(volumes), *map(_format_service, services)))
    listed = "\n".join(f"  {name}:" for name in volumes)
    return f"{_HEAD}{blocks}\n\n{_NETWORKS}\nvolumes:\n{listed}\n"


def _format_prepare(volumes: list[str]) -> str:
    """Return the first service: it writes keys and configurations, each into its owner's volume."""
    command = ["net", PREPARE, "--directory", str(CONTAINED)]
    mounts = [f"{name}:{CONTAINED / name}" for name in volumes]
    lines = [*_format_image("kubo"), f"command: {_flow(command)}", "volumes:"]
    return _indent(PREPARE, [*lines, *(f"  - {mount}" for mount in mounts)])


def _format_service(service: Service) -> str:
    lines = [
        *_format_image(_choose_image(service.name)),
        f"working_dir: {service.directory}",
        f"command: {_flow(service.command)}",
        f"environment: {_flow(service.environment)}",
        "volumes:",
        f"  - {service.name}:{service.directory}",
        *_format_shared(service.name),
        "depends_on:",
        f"  {PREPARE}: {{condition: service_completed_successfully}}",
        *(f"  {name}: {{condition: {_choose_condition(name)}}}" for name in service.after),
        *_format_health(service),
        *_format_ports(service.name),
    ]
    return _indent(service.name, lines)


def _format_image(image: str) -> Iterator[str]:
    yield "<<: *part"
    yield f"image: consort/{image}:0.1.0"
    yield f"build: {{<<: *build, target: {image}}}"


def _format_shared(name: str) -> Iterator[str]:
    if name == CHAIN or name in PLAN.kubo_names:
        return
    mode = "" if name == DEPLOYER else ":ro"
    yield f"  - {DEPLOYMENTS}:{CONTAINED / DEPLOYMENTS}{mode}"


def _format_health(service: Service) -> Iterator[str]:
    if service.probe is not None:
        test = ["CMD", "python", "-P", "-m", "consort.cli.net.probes", service.probe]
        yield "healthcheck:"
        yield "  <<: *health"
        yield f"  test: {_flow(test)}"


def _format_ports(name: str) -> Iterator[str]:
    if name in _PUBLISHED:
        port = _PUBLISHED[name]
        yield f'ports: ["127.0.0.1:{port}:{port}"]'
        yield "networks: [net, host]"


def _choose_image(name: str) -> str:
    if name in PLAN.kubo_names:
        return "kubo"
    return CHAIN if name == CHAIN else "consort"


def _choose_condition(name: str) -> str:
    return "service_completed_successfully" if name == DEPLOYER else "service_healthy"


def _flow(value: object) -> str:
    """Return lists and mappings of texts as JSON, which is YAML too."""
    return json.dumps(value)


def _indent(name: str, lines: list[str]) -> str:
    return "\n".join((f"  {name}:", *(f"    {line}" for line in lines)))


if __name__ == "__main__":
    COMPOSE.write_text(format_compose())
