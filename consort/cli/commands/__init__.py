"""The commands as declarations: names, options and help, nothing else."""

from consort.cli.commands.account import account
from consort.cli.commands.completion import completion
from consort.cli.commands.config import make_configuration
from consort.cli.commands.contracts import contracts
from consort.cli.commands.dashboard import dashboard
from consort.cli.commands.demo import demo
from consort.cli.commands.devnet import deploy, devnet
from consort.cli.commands.doctor import doctor
from consort.cli.commands.ipfs import ipfs
from consort.cli.commands.ledger import claim, ledger
from consort.cli.commands.model import model
from consort.cli.commands.net import net
from consort.cli.commands.project import new, simulate
from consort.cli.commands.roles import contribute, validate
from consort.cli.commands.rounds import round_
from consort.cli.commands.slash import slash
from consort.cli.commands.stake import stake
from consort.cli.commands.status import status
from consort.cli.commands.store import store
from consort.cli.commands.task import task
from consort.cli.commands.watch import watch

_WORK = (
    devnet,
    net,
    deploy,
    contracts,
    account,
    task,
    stake,
    contribute,
    validate,
    watch,
    status,
    round_,
    ledger,
    claim,
    dashboard,
    slash,
    model,
    ipfs,
    store,
    simulate,
    demo,
    doctor,
    new,
)
COMMANDS = (*_WORK, *make_configuration(_WORK), completion)
