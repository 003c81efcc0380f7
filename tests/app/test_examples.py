"""The second example: another model and data set, batch normalisation included."""

from pathlib import Path

from consort.app_loader import load_app
from consort.baseline import run_fedavg
from consort.contributor_config import ContributorConfig

EXAMPLE = Path(__file__).parents[2] / "examples" / "breast_cancer" / "breast_cancer.py"


def test_breast_cancer_learns() -> None:
    app = load_app(f"{EXAMPLE}:app")
    contributors = [ContributorConfig(index, 4) for index in range(4)]
    *_, accuracy = run_fedavg(app, contributors, rounds=5, seed=0)
    assert accuracy > 0.9
