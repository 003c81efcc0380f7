"""A round of two cohorts on Ganache: the seed is in its headers, proofs end the same lies."""

import pytest

from tests.roles.test_watcher_cohorts import test_lie_about_two_cohorts_is_refuted

__all__ = ["test_lie_about_two_cohorts_is_refuted"]

pytestmark = [pytest.mark.ganache, pytest.mark.slow]
