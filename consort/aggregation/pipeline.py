"""Windows computed on several threads, handed out in order, only a few of them alive at a time."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def get_thread_count() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def map_windows(compute: Callable[[slice], Result], windows: Iterable[slice]) -> Iterator[Result]:
    """Yield compute(window) for each window in order, at most one more alive than threads."""
    threads = get_thread_count()
    pending: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for window in windows:
            pending.append(pool.submit(compute, window))
            if len(pending) > threads:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
