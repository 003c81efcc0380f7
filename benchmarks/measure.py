"""Time and memory of one call, for tables of ratios measured side by side."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

STATUS = Path("/proc/self/status")
PEAK_RESET = Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Measurement:
    """Hold the best wall-clock seconds of a call, and the memory it needed beyond its inputs."""

    seconds: float
    extra_megabytes: float


def measure(call: Callable[[], object], repeats: int = 3) -> Measurement:
    """Return the best of some repeats; memory is 0 where /proc does not tell it."""
    reset_peak()
    before = read_status("VmRSS")
    seconds = min(time_once(call) for _ in range(repeats))
    return Measurement(seconds, max(0.0, read_status("VmHWM") - before))


def time_once(call: Callable[[], object]) -> float:
    """Return the wall-clock seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def reset_peak() -> None:
    """Let the kernel measure this process's peak memory anew, where it can."""
    if PEAK_RESET.exists():
        PEAK_RESET.write_text("5")


def read_status(field: str) -> float:
    """Return a field of this process's status in megabytes, or 0."""
    if not STATUS.exists():
        return 0.0
    lines = (line.split() for line in STATUS.read_text().splitlines())
    return next((int(words[1]) / 1024 for words in lines if words[0] == f"{field}:"), 0.0)


def format_row(what: str, ours: Measurement, theirs: Measurement) -> str:
    """Return one line of a Markdown table: Consort, Flower, and how many times faster."""
    return (
        f"| {what} | {ours.seconds:.2f} s, {ours.extra_megabytes:.0f} MB "
        f"| {theirs.seconds:.2f} s, {theirs.extra_megabytes:.0f} MB "
        f"| {theirs.seconds / ours.seconds:.1f} |"
    )


TABLE_HEAD = "| | Consort | Flower | times faster |\n|---|---|---|---|"
