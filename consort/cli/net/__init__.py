"""A whole topology on one machine: what runs, the supervisor that runs it, and how it is ended."""
