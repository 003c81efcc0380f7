"""Configuration: from a file, the environment and flags to the options of a command."""
