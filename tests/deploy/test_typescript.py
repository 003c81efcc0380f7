"""The TypeScript that the package ships is what contracts and records say today."""

import json

from deploy import typescript
from deploy.compile import ARTIFACTS


def test_types_are_fresh() -> None:
    artifacts = {path.stem: json.loads(path.read_text()) for path in ARTIFACTS.glob("*.json")}
    shipped = (ARTIFACTS / "consort.ts").read_text()
    assert shipped == typescript.render(artifacts), "run `make artifacts`"
