"""`--app` finds apps in modules and files, and every way to miss one has its own error."""

from pathlib import Path

import pytest

from consort.app import App
from consort.app_loader import load_app
from consort.errors import (
    CONFIGURATION,
    AppError,
    AppFailed,
    AppImportFailed,
    AppModuleNotFound,
    AppNotInModule,
    NotAnApp,
)

APPS = Path(__file__).with_name("apps.py")


def write(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


def test_module_with_name() -> None:
    assert load_app("consort.apps.digits:app").name == "digits"


def test_name_defaults_to_app() -> None:
    assert load_app("consort.apps.digits").name == "digits"


def test_file() -> None:
    assert isinstance(load_app(f"{APPS}:app"), App)


def test_function_that_returns_an_app() -> None:
    assert load_app(f"{APPS}:make_app").name == "made"


def test_file_finds_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "neighbour_of_app.py").write_text(APPS.read_text())
    target = write(tmp_path / "main.py", "from neighbour_of_app import app\n")
    assert load_app(target).name == "points"


def test_module_in_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app_of_the_day.py").write_text(APPS.read_text())
    monkeypatch.chdir(tmp_path)
    assert load_app("app_of_the_day:app").name == "points"


@pytest.mark.parametrize("target", ["no_such_module:app", "consort.no_such:app", "no/such.py:app"])
def test_missing_module(target: str) -> None:
    with pytest.raises(AppModuleNotFound, match=target.removesuffix(":app")) as caught:
        load_app(target)
    assert caught.value.exit_code == CONFIGURATION


@pytest.mark.parametrize("target", ["", ":app", "..", ".relative:app"])
def test_no_module_at_all(target: str) -> None:
    with pytest.raises(AppModuleNotFound):
        load_app(target)


def test_missing_name_lists_the_apps_there_are() -> None:
    with pytest.raises(AppNotInModule, match="'application'; apps in it: app"):
        load_app(f"{APPS}:application")


def test_not_an_app() -> None:
    with pytest.raises(NotAnApp, match="not a consort.App but Tensor"):
        load_app(f"{APPS}:POINTS")


def test_module_that_raises_keeps_its_traceback(tmp_path: Path) -> None:
    target = write(tmp_path / "broken.py", "def fail():\n    raise KeyError('key')\n\nfail()\n")
    with pytest.raises(AppImportFailed, match="KeyError: 'key'") as caught:
        load_app(target)
    assert get_functions(caught.value)[-1] == "fail"


def test_module_whose_import_is_missing_is_not_called_missing(tmp_path: Path) -> None:
    target = write(tmp_path / "needs_more.py", "import no_such_dependency\n")
    with pytest.raises(AppImportFailed, match="no_such_dependency"):
        load_app(target)


def test_syntax_error(tmp_path: Path) -> None:
    with pytest.raises(AppImportFailed, match="SyntaxError"):
        load_app(write(tmp_path / "typo.py", "def model(:\n"))


def test_constructor_that_raises(tmp_path: Path) -> None:
    target = write(tmp_path / "makes.py", "def app():\n    return 1 / 0\n")
    with pytest.raises(AppFailed, match="ZeroDivisionError"):
        load_app(target)


def get_functions(error: AppError) -> list[str]:
    """Return the names of the functions in the traceback of the error's cause."""
    assert error.__cause__ is not None
    names, step = [], error.__cause__.__traceback__
    while step:
        names.append(step.tb_frame.f_code.co_name)
        step = step.tb_next
    return names
