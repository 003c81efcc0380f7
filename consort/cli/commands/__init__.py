"""The commands as declarations: names, options and help, nothing else."""

from consort.cli.commands.demo import demo

COMMANDS = (demo,)
