"""Write a new project: an app, its test and a README."""

import keyword
import re
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from string import Template

from consort.errors import BadProject

_FILES = {
    "app.py.template": "$name.py",
    "test_app.py.template": "test_$name.py",
    "README.md.template": "README.md",
}


def write_project(name: str, directory: Path) -> Path:
    """Write a project called `name` into the new directory `directory / name` and return that.

    Raises `BadProject` for a name that is no module name of its own, or a directory that exists.
    """
    _check_name(name)
    project = directory / name
    try:
        project.mkdir(parents=True)
    except OSError as error:
        raise BadProject(name, f"{project}: {error.strerror}") from error
    for template, file in _FILES.items():
        text = resources.files(__name__).joinpath("templates", template).read_text("utf-8")
        path = project / Template(file).substitute(name=name)
        path.write_text(Template(text).substitute(name=name), "utf-8")
    return project


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name):
        raise BadProject(name, "it is not made of lower-case letters, digits and underscores")
    if keyword.iskeyword(name):
        raise BadProject(name, "it is a word of the Python language")
    if find_spec(name):
        raise BadProject(name, "a module of that name is installed")
