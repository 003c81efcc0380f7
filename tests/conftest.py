"""What every test shares: quiet libraries and one hypothesis profile."""

import os
import signal

from hypothesis import settings

# A job in the background ignores Ctrl-C, and so would the commands that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Set before numpy, numba or torch is imported, and inherited by the processes that tests start.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_NUM_THREADS", "2")
os.environ.setdefault("FLWR_TELEMETRY_ENABLED", "0")

settings.register_profile("consort", deadline=None, print_blob=True)
settings.load_profile("consort")
