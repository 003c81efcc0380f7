"""Functions by name, imported when they are needed."""

from collections.abc import Callable
from importlib import import_module
from typing import Any


def load_function(target: str) -> Callable[..., Any]:
    """Return the function at `module:name` of this package."""
    module, _, name = target.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function
