"""Find the app that `--app` names, and say plainly why not when there is none."""

import importlib
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

from consort.app import App
from consort.errors import (
    AppFailed,
    AppImportFailed,
    AppModuleNotFound,
    AppNotInModule,
    NotAnApp,
)


def load_app(target: str) -> App:
    """Return the app at `module:name` or `path/to/file.py:name`; the name defaults to `app`.

    What the name stands for is an `App`, or a class or function that returns one when called
    without arguments. Modules are also looked for in the working directory.
    """
    location, _, name = target.partition(":")
    module = _import_file(Path(location)) if location.endswith(".py") else _import_module(location)
    try:
        found = getattr(module, name or "app")
    except AttributeError:
        raise AppNotInModule(target, name or "app", _get_app_names(module)) from None
    return _as_app(target, found)


def _as_app(target: str, found: object) -> App:
    if callable(found):
        try:
            found = found()
        except Exception as error:
            raise AppFailed(target, "construction", _describe(error)) from error
    if not isinstance(found, App):
        raise NotAnApp(target, type(found).__name__)
    return found


def _import_module(name: str) -> ModuleType:
    if not all(part.isidentifier() for part in name.split(".")):
        raise AppModuleNotFound(name, str(Path.cwd()))
    _make_importable(Path.cwd())
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(f"{error.name}.")):
            raise AppModuleNotFound(name, str(Path.cwd())) from None
        raise AppImportFailed(name, _describe(error)) from error
    except Exception as error:
        raise AppImportFailed(name, _describe(error)) from error


def _import_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise AppModuleNotFound(str(path), str(Path.cwd()))
    _make_importable(path.resolve().parent)
    loader = SourceFileLoader(f"consort_app_{path.stem}", str(path.resolve()))
    module = sys.modules[loader.name] = ModuleType(loader.name)
    module.__file__ = loader.path
    try:
        loader.exec_module(module)
    except Exception as error:
        raise AppImportFailed(str(path), _describe(error)) from error
    return module


def _make_importable(directory: Path) -> None:
    if str(directory) not in sys.path:
        sys.path.append(str(directory))


def _get_app_names(module: ModuleType) -> str:
    names = [name for name, value in vars(module).items() if isinstance(value, App)]
    return ", ".join(names) or "none"


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
