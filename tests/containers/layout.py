"""The containers of docker-compose.yml without an engine: real processes in the same layout.

Below a directory lies what an image has, at the same paths; each container is an address of this
machine's loopback network, so that all can listen on the ports that the file names. What the file
says is translated by these two and nothing else: paths, and addresses for names.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from consort.chain.anvil import ANVIL
from consort.storage.kubo_program import find_ipfs
from tests.containers.composition import (
    ROOT,
    read_compose,
    read_entrypoint,
    read_environment,
    read_stages,
)

DEADLINE = 120.0
PLACES = re.compile(r"(?<![\w.-])/(?=(?:net|opt|tmp/numba)\b)")
"""Where a path of an image begins."""
ANYWHERE = re.compile(r"0\.0\.0\.0|127\.0\.0\.1")
"""What a container means by these is itself."""


@dataclass
class Machine:
    """Runs containers' processes below `root`; addresses are 127.SUBNET.1, .2 and so on."""

    root: Path
    subnet: str
    services: dict[str, dict[str, Any]] = field(default_factory=lambda: read_compose()["services"])
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        stages = read_stages()
        self._environment = read_environment(stages["consort"])
        self._entrypoint = read_entrypoint(stages["consort"])
        self._address = {name: f"127.{self.subnet}.{i}" for i, name in enumerate(self.services, 1)}
        (self.root / "opt" / "consort").parent.mkdir(parents=True)
        (self.root / "opt" / "consort").symlink_to(sys.prefix)
        for image, name, program in (
            ("kubo", "ipfs", find_ipfs()),
            ("chain", "anvil", ANVIL.find()),
        ):
            place = self.root / image / "usr" / "local" / "bin" / name
            place.parent.mkdir(parents=True)
            place.symlink_to(program.resolve())

    def run_to_its_end(self, name: str) -> None:
        """Run a container that ends by itself, and require that it ends well."""
        self.start(name)
        assert self.running.pop(name).wait(DEADLINE) == 0, self.read_log(name)

    def start(self, name: str) -> None:
        """Start a container's process: the image's entry point with the file's command."""
        service = self.services[name]
        directory = self._translate(service.get("working_dir", "/net"), name)
        Path(directory).mkdir(parents=True, exist_ok=True)
        command = [*self._entrypoint, *service["command"]]
        with self._get_log(name).open("wb") as log:
            self.running[name] = subprocess.Popen(
                ["/usr/bin/env", *(self._translate(word, name) for word in command)],
                cwd=directory,
                env=self._make_environment(name),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_healthy(self, name: str) -> None:
        """Repeat the file's own health check until it is content."""
        deadline = time.monotonic() + DEADLINE
        while not self.is_healthy(name):
            assert self.running[name].poll() is None, self.read_log(name)
            assert time.monotonic() < deadline, self.read_log(name)
            time.sleep(1)

    def is_healthy(self, name: str) -> bool:
        """Run the file's health check once."""
        kind, *command = self.services[name]["healthcheck"]["test"]
        assert kind == "CMD"
        words = [self._translate(word, name) for word in command]
        done = subprocess.run(
            ["/usr/bin/env", *words], env=self._make_environment(name), check=False, timeout=20
        )
        return done.returncode == 0

    def resolve_names(self) -> None:
        """Put addresses for containers' names into what `prepare` wrote: a hosts file, in a way."""
        net = self.root / "net"
        for path in (*net.glob("*/consort.toml"), *net.glob("kubo-*/config")):
            text = re.sub(r"(?<=//)(chain|kubo-\d)(?=:\d)", self._resolve, path.read_text())
            text = re.sub(r"/dns/(kubo-\d)(?=/)", r"/ip4/\1", text)
            text = re.sub(r"(?<=/ip4/)(kubo-\d)(?=/)", self._resolve, text)
            path.write_text(ANYWHERE.sub(self._address[path.parent.name], text))

    def read_log(self, name: str) -> str:
        """Return what a container wrote."""
        return self._get_log(name).read_text()

    def stop(self) -> None:
        """End every container."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(DEADLINE)

    def _resolve(self, match: re.Match[str]) -> str:
        return self._address[match[1]]

    def _get_log(self, name: str) -> Path:
        return self.root / f"{name}.log"

    def _make_environment(self, name: str) -> Mapping[str, str]:
        """Return the image's environment and the file's; a source tree in place of a wheel."""
        image = self.services[name]["build"]["target"]
        given = {**self._environment, **self.services[name].get("environment", {})}
        values = {key: self._translate(value, name) for key, value in given.items()}
        system = f"{self.root / image}/usr/local/bin:/usr/bin:/bin"
        path = values["PATH"].replace("$PATH", system)
        source = os.environ.get("PYTHONPATH", str(ROOT))
        return {**values, "PATH": path, "HOME": str(self.root / "net"), "PYTHONPATH": source}

    def _translate(self, text: str, name: str) -> str:
        moved = PLACES.sub(f"{self.root}/", text)
        return ANYWHERE.sub(self._address[name], moved)
