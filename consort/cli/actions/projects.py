"""A new project."""

from pathlib import Path

from consort.cli.output import Output
from consort.scaffold import write_project


def write_new_project(output: Output, name: str, directory: Path) -> None:
    """Write a project; raises BadProject."""
    project = write_project(name, directory)
    document = {"project": str(project), "app": f"{name}.py:app"}
    commands = f"cd {project} && pytest && consort simulate --app {name}.py:app"
    output.show(document, f"Wrote {project}. Try it: {commands}")
