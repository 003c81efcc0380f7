"""`consort doctor`: small checks, each of which says in one line what it found and what to do."""
