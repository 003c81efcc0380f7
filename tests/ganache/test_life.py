"""One update's life on Ganache."""

from pathlib import Path

import pytest

from consort.chain.chain_program import ChainProgram
from tests.life import open_stage
from tests.test_life_of_an_update import live

pytestmark = pytest.mark.ganache


def test_life_of_an_update(ganache: ChainProgram, tmp_path: Path) -> None:
    with open_stage(tmp_path, ganache) as stage:
        live(stage)
