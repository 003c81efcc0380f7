"""Looking at a set-up: one line for each thing that can be wrong."""

from pathlib import Path

import click

from consort.cli.config.loading import get_config_faults, get_config_file
from consort.cli.doctor.examination import examine
from consort.cli.doctor.patient import Patient
from consort.cli.doctor.report import report
from consort.cli.output import Output
from consort.cli.settings import DoctorChoice, Identity, Network


def run_doctor(
    output: Output,
    network: Network,
    identity: Identity,
    store: str,
    state: Path,
    choice: DoctorChoice,
) -> None:
    """Examine everything; the exit code is that of the failures, 0 without any."""
    report(output, examine(_make_patient(network, identity, store, state, choice)))


def _make_patient(
    network: Network, identity: Identity, store: str, state: Path, choice: DoctorChoice
) -> Patient:
    context = click.get_current_context()
    file = get_config_file(context)
    return Patient(
        network.rpc_url[0],
        (*network.rpc_url[1:], *choice.compare_rpc),
        network.deployment,
        identity.keystore,
        identity.password_file,
        identity.sender,
        identity.act_as,
        store,
        state,
        choice.task,
        choice.rounds,
        file.path if file else None,
        get_config_faults(context),
    )
