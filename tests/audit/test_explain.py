"""Rewards explained on a real chain, and what keeps them from being explained."""

from consort.audit.explain import explain
from tests.roles.federation import Federation


def test_every_step_of_a_reward_holds(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=2)
    nodes = [federation.contribute(0), federation.contribute(1)]
    validators = [federation.validate(0), federation.validate(1)]
    federation.drive([*nodes, *validators], until=lambda: federation.version >= 2)
    account = federation.local.accounts["contributor-0"].address
    for number in range(2):
        document = explain(
            federation.owner, federation.task, account, number, federation.store
        ).to_json()
        assert document["ok"] is True, document


from consort.audit.verify import verify_task


def test_v(federation: Federation) -> None:
    federation.enrol(contributors=2, validators=2)
    nodes = [federation.contribute(0), federation.contribute(1)]
    validators = [federation.validate(0), federation.validate(1)]
    federation.drive([*nodes, *validators], until=lambda: federation.version >= 2)
    print(verify_task(federation.owner, federation.task, federation.store, print))
    assert 0
