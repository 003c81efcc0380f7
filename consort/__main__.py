"""`python -m consort` is the command `consort`."""

from consort.cli import main

main()
