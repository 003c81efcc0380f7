"""One task's life in random order: most steps lead on as honest parties would, the rest disturb."""

from collections.abc import Callable
from dataclasses import replace

from consort.spec.params import BEGINS_LINE, CONTESTED, MAX_LINE, ORPHAN, STAKE_UNIT, TOKEN
from consort.spec.phases import compute_elected, compute_phase
from consort.spec.transition.lineage import compute_depth_of
from consort.spec.transition.reading import get_progress
from consort.spec.types import DemandState, Phase, Proof, Role, RoundRecord, SlashId, TaskId, Tree
from tests.differential.deployment import EXIT_BLOCKS, EXIT_DELAY
from tests.differential.quarrels import Quarreller
from tests.differential.terms import PARAMS, TASK

ROOTS = (Tree.MEMBERS, Tree.REWARDS, Tree.MODEL, Tree.UPDATE, Tree.COHORTS)


class Walk(Quarreller):
    """Makes the calls of a seeded random walk, each on both sides of a machine."""

    def run(self, steps: int) -> None:
        """Make so many steps, comparing the whole state now and then, then end everything."""
        for step in range(steps):
            if self.random.random() < 0.6:
                self.advance()
            else:
                self.pick(self.list_disturbances() + self.list_quarrels() * 2)()
            if step % 25 == 24:
                self.machine.compare()
        self.wind_down()
        self.machine.compare()

    def pick(self, choices: list[Callable[[], object]]) -> Callable[[], object]:
        """Return one of some calls."""
        return self.random.choice(choices)

    def list_disturbances(self) -> list[Callable[[], object]]:
        """Return calls that nobody waits for: mistimed, by the wrong sender, or with a flaw."""
        pick = self.random.choice
        actor, wait = self.random.randint(0, 7), pick([1, 1, 1, 2, 6, 11, 21])
        task = TaskId(pick([0, 0, 0, 1, 2]))
        flaw_of = {
            "seal": ["", "before", "short", "blocks"],
            "propose": ["", "", "parent", "weight", "total", "outsider", "padding"],
            "cool": ["", "", "", "order", "word", "path"],
            "claim": ["", "", "", "amount", "index", "path", "head"],
        }
        flaws = {name: pick(choices) for name, choices in flaw_of.items()}
        stake = pick([1, 2, 5, 9]) * 10**6 * STAKE_UNIT
        return [
            lambda: self.create_task(actor, pick([0, 1, 30]), pick([8, 9, 16])),
            lambda: self.fund(actor, task, pick([0, 1, 3 * 10**18])),
            lambda: self.close_task(pick([0, actor]), TaskId(pick([1, 2]))),
            lambda: self.enrol(actor, task, stake, pick([0, 1])),
            lambda: self.exit(actor, task, pick(list(Role))),
            lambda: self.release(actor, task, pick(list(Role)), pick([1, EXIT_DELAY])),
            lambda: self.withdraw(actor, pick([1, 30 * TOKEN, 200 * TOKEN])),
            lambda: self.open_round(actor, task, wait),
            lambda: self.open_round_on(actor, pick([1, 2, 9]), pick(["", "", "short"])),
            lambda: self.commit(actor, pick([0, 1, 2, 4, 1_000]), pick([0, 0, 0, 1])),
            lambda: self.seal(wait, flaws["seal"]),
            lambda: self.vote(actor, wait, pick([0, 1, 2, 3, 9])),
            lambda: self.draw(actor, pick([0, 0, 1, 9]), wait),
            lambda: self.propose(
                actor, wait, pick([0, 1, 10**18 + 7, 10**18 + 8]), flaws["propose"]
            ),
            lambda: self.propose(actor, 1, 3),
            lambda: self.finalise(actor, wait, pick([0, 0, 1, 2, 3, 8])),
            lambda: self.cool_down(actor, pick([0, 1, 1, 2]), flaws["cool"]),
            lambda: self.claim(actor, flaws["claim"], pick([0, 1, 2, 3])),
            lambda: self.claim(actor, "", self.random.randint(0, 7)),
            lambda: self.withdraw_credit(actor, self.random.randint(0, 7)),
            lambda: self.burn(actor),
            lambda: self.usurp(actor),
            lambda: self.wait(pick([1, 5, 20, 60]), pick([1, 1, 4])),
        ]

    def list_quarrels(self) -> list[Callable[[], object]]:
        """Return calls about proposals and what becomes of them."""
        pick = self.random.choice
        actor, wait = self.random.randint(0, 7), pick([1, 1, 9, 20])
        place, proof = self.pick_proposal(), pick(list(Proof))
        demands = len(self.machine.spec.demands.demands)
        demand = max(0, demands - pick([0, 1, 1, 1, 2, 3]))
        previous = pick([BEGINS_LINE] * 4 + [demand])
        slash = pick([*self.list_slashes(), *self.machine.spec.disputes.slashes, SlashId(1)])
        salt, off = self.random.randint(1, 5), pick([0, 0, 1, 2])
        kind = pick(["", "", "outsider", "padding"])
        return [
            lambda: self.propose(actor, 1, pick([5, 10**17]), kind, salt, off),
            lambda: self.propose(actor, 1, 7, "outsider", salt, off),
            lambda: self.propose(actor, 1, 7, "outsider", salt, 1),
            lambda: self.ask_on(actor, place),
            lambda: self.release_bond(actor, place),
            lambda: self.convict(actor, place, proof, pick(["", "", "", "surprise", "sender"])),
            lambda: self.show_padding(actor, place),
            lambda: self.convict_voter(actor, self.pick_validator()),
            lambda: self.execute_slash(actor, slash, pick([1, 1, 101])),
            lambda: self.expel(actor, slash),
            lambda: self.disable_proof(pick([0, *range(1, 8)]), proof),
            lambda: self.demand_root(actor, place, pick(list(ROOTS)), previous),
            lambda: self.demand_root(actor, place, pick(list(ROOTS)), BEGINS_LINE),
            lambda: self.follow(actor, demand),
            lambda: self.follow(actor, demand),
            lambda: self.answer(actor, demand, pick(["", "", "", "short", "false", "node"])),
            lambda: self.pay_answer(actor, demand),
            lambda: self.punish_silence(actor, demand, wait),
            lambda: self.drop_demand(actor, demand),
        ]

    def advance(self) -> None:
        """Do what the last round of the task waits for, as honest parties would."""
        round_ = self.last_round
        record = self.task.get_record(round_)
        record = replace(record, progress=get_progress(self.task, round_))
        match self.compute_phase(record):
            case Phase.COMMIT:
                self.commit_next(round_)
            case Phase.SEAL:
                self.seal(wait=1, flaw="")
            case Phase.VOTE:
                self.vote_next(round_)
            case Phase.PROPOSE:
                self.propose_next(record)
            case Phase.CHALLENGE:
                self.settle_next(record)
            case Phase.FINALISE if self.random.random() < 0.3:
                self.finalise(actor=0, wait=1, off=self.random.randint(0, 2))
            case _:
                self.open_next()

    def compute_phase(self, record: RoundRecord) -> Phase:
        """Return the phase that a call finds a round in."""
        if self.is_decided(record.header.round):
            return Phase.FINAL
        now = self.machine.make_call(self.machine.accounts[0])
        if compute_depth_of(self.task, now, record.header.round) == ORPHAN:
            return Phase.VOID
        return compute_phase(record, now.time, now.block)

    def commit_next(self, round_: int) -> None:
        """Let the next contributor commit, or time pass where all have."""
        for account, contributor in self.task.contributors.items():
            counted = contributor.from_round <= round_ < contributor.until_round
            if counted and contributor.next_commit <= round_ >= contributor.rest_until:
                actor = self.machine.accounts.index(account)
                self.commit(actor=actor, weight=1 + actor % 2, off=0)
                return
        self.machine.skip(20)

    def ask_on(self, actor: int, place: tuple[int, int]) -> None:
        """Follow a line of demands to its end."""
        self.demand_root(actor, place, Tree.REWARDS, BEGINS_LINE)
        for _ in range(MAX_LINE + 1):
            number = len(self.machine.spec.demands.demands) - 1
            if not self.answer(4, number, ""):
                return
            self.follow(actor, number)

    def vote_next(self, round_: int) -> None:
        """Let the next validator vote, the first of them against input 1."""
        if self.random.random() < 0.1:
            self.machine.skip(30)
            return
        for index, validator in self.task.validators.items():
            vote = self.task.get_vote(index, round_)
            has_voted = vote.round == round_ and any(vote.root)
            if validator.from_round <= round_ < validator.until_round and not has_voted:
                actor = self.machine.accounts.index(validator.account)
                self.vote(actor=actor, wait=1, word=2 * (round_ % 3 == 0))
                return
        self.machine.skip(20)

    def propose_next(self, record: RoundRecord, salt: int = 100) -> None:
        """Choose the electing block, wait for it, or let who has the floor propose."""
        now = self.machine.make_call(self.machine.accounts[0])
        if record.header.anchor == 0:
            self.draw(0, 0, 1)
        elif now.block <= record.header.anchor:
            self.machine.skip(1)
        else:
            anchor_hash = now.get_hash(record.header.anchor)
            elected = compute_elected(record.header, PARAMS.results, now.time, anchor_hash)
            account = self.task.validators[elected or 0].account
            flaw = "padding" if self.random.random() < 0.15 else ""
            self.propose(self.machine.accounts.index(account), flaw=flaw, salt=salt)

    def settle_next(self, record: RoundRecord) -> None:
        """Quarrel about a proposal, build on it before it is decided, or let time decide."""
        round_, chance = record.header.round, self.random.random()
        place = (round_, self.random.randrange(record.progress.made))
        if chance < 0.4:
            self.quarrel_next(place)
        elif self.is_demanded(round_):
            self.settle_demands()
        elif record.progress.lead == CONTESTED and chance < 0.6:
            self.convict(5, place, self.pick_proof(), "")
        elif chance < 0.8:
            self.open_next()
        else:
            self.machine.skip(6, 2)

    def quarrel_next(self, place: tuple[int, int]) -> None:
        """Do one thing against a proposal of the last round."""
        actor, salt = self.random.randint(1, 7), self.random.randint(1, 4)
        tree = self.random.choice(ROOTS)
        newest = (place[0], self.task.get_record(place[0]).progress.made - 1)
        self.pick(
            [
                lambda: self.propose(actor, 6, 5, "outsider", salt),
                lambda: self.propose(actor, 6, 5, "outsider", salt),
                lambda: self.propose(actor, 6, 5, "", salt),
                lambda: self.propose_next(self.task.get_record(place[0]), salt),
                lambda: self.demand_root(actor, place, tree, BEGINS_LINE),
                lambda: self.ask_on(actor, place),
                lambda: self.convict(actor, place, self.pick_proof(), ""),
                lambda: self.show_padding(actor, place),
                lambda: self.release_bond(actor, newest),
                lambda: self.cool_down(actor, 1, ""),
            ]
        )()

    def pick_proof(self) -> Proof:
        """Return a kind of proof."""
        return self.random.choice(list(Proof))

    def open_next(self) -> None:
        """Open the next round; where that is too early or too dear, pay or let time pass."""
        if self.last_round - self.task.head.round > 1 and self.random.random() < 0.3:
            self.open_round_on(0, 2, "")
        elif self.open_round(actor=0, task=TASK, wait=1):
            return
        if self.task.head.unspent < 6 * 10**18 and self.random.random() < 0.5:
            self.fund(0, TASK, 5 * 10**18)
        else:
            self.machine.skip(6, 2)

    def wind_down(self) -> None:
        """Everybody stops: what is open ends, and all get out what they are owed."""
        self.machine.skip(2_000, 20)
        for number, held in enumerate(self.machine.spec.demands.demands):
            if held.state == DemandState.OPEN:
                is_over = self.drop_demand(1, number) or self.punish_silence(1, number, 1)
                assert is_over, held
            elif held.state == DemandState.ANSWERED:
                assert self.pay_answer(1, number), held
        self.machine.skip(2_000, 20)
        for slash in self.list_slashes():
            assert self.execute_slash(1, slash, 1)
        self.release_bonds()
        assert self.machine.spec.vault.totals.bonded == 0
        self.close_tasks()
        self.leave()
        self.burn(1)
        assert not any(self.machine.spec.vault.free.values())
        assert self.machine.spec.balances[self.machine.spec.vault_address] == 0

    def release_bonds(self) -> None:
        """Give back the bond of every proposal that was never refuted."""
        for place, held in self.task.proposals.items():
            if held.bond and held.is_standing:
                assert self.release_bond(1, place), held

    def close_tasks(self) -> None:
        """Owners take back what is left, and everybody the pay."""
        for number, held in enumerate(self.machine.spec.tasks):
            if not held.roster.closed:
                owner = self.machine.accounts.index(held.owner)
                assert self.call("Coordinator", "closeTask", owner, TaskId(number))
        for actor, account in enumerate(self.machine.accounts):
            if self.machine.spec.credits.get(account):
                self.withdraw_credit(actor, actor)

    def leave(self) -> None:
        """Everybody exits, waits, and takes all stake out."""
        vault = self.machine.spec.vault
        # a late conviction marks an allocation that was released before: nothing is in it
        held = [
            key
            for key, allocation in vault.allocations.items()
            if key[0] in self.machine.accounts and allocation.is_in_use
        ]
        for account, task, role in held:
            if not vault.get_allocation(account, task, role).release_at:
                self.call_as(account, "Coordinator", "requestExit", task, role)
        self.machine.skip(EXIT_DELAY, EXIT_BLOCKS)
        for account, task, role in held:
            self.call_as(account, "StakeVault", "release", task, role)
        for account, free in list(self.machine.spec.vault.free.items()):
            self.call_as(account, "StakeVault", "withdraw", free)

    def call_as(self, account: str, contract: str, function: str, *args: object) -> None:
        """Make a call that has to succeed."""
        actor = [str(one) for one in self.machine.accounts].index(account)
        assert self.call(contract, function, actor, *args), (function, args)
