"""What every test shares: quiet libraries and one hypothesis profile."""

import os

from hypothesis import settings

# Set before numpy, numba or torch is imported, and inherited by the processes that tests start.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_NUM_THREADS", "2")
os.environ.setdefault("FLWR_TELEMETRY_ENABLED", "0")

settings.register_profile("consort", deadline=None, print_blob=True)
settings.load_profile("consort")
