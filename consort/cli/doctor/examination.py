"""All checks, one after the other; what one of them meets does not keep the others from looking."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from consort.cli.doctor import account, files, machine, network
from consort.cli.doctor.finding import Finding, Status
from consort.cli.doctor.patient import NotNamed, Patient
from consort.errors import ConsortError

Check = Callable[[Patient], Iterable[Finding]]

CHECKS: Final[tuple[tuple[str, Check], ...]] = (
    ("versions", machine.check_versions),
    ("config", machine.check_config),
    ("disk", machine.check_disk),
    ("state", machine.check_state),
    ("keystore", account.check_keystore),
    ("store", files.check_store),
    ("rpc", network.check_rpc),
    ("sync", network.check_sync),
    ("clock", network.check_clock),
    ("other node", network.check_others),
    ("contracts", network.check_contracts),
    ("balance", account.check_balance),
    ("journal", account.check_journal),
    ("task", account.check_task),
    ("stake", account.check_stake),
)


def examine(patient: Patient) -> Iterator[Finding]:
    """Yield what every check finds; the same failure is told once, by the first that meets it."""
    told: set[str] = set()
    for name, check in CHECKS:
        for finding in _run(name, check, patient):
            if finding.status is Status.FAIL and finding.found in told:
                yield Finding(name, Status.SKIP, "not looked at: see what failed above.")
            else:
                told.add(finding.found)
                yield finding


def _run(name: str, check: Check, patient: Patient) -> Iterator[Finding]:
    try:
        yield from check(patient)
    except NotNamed as reason:
        yield Finding(name, Status.SKIP, f"{reason}.")
    except ConsortError as error:
        yield Finding.of_error(name, error)
    except OSError as error:
        advice = "Check the path, its owner and its permissions."
        yield Finding(name, Status.FAIL, f"{error.strerror}: {error.filename}.", advice)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        found = f"an answer makes no sense ({type(error).__name__}: {error})."
        yield Finding(name, Status.FAIL, found, "Is what answers a node of the chain? Try another.")
