"""Looking at a set-up: one line for each thing that can be wrong."""

from pathlib import Path

import click

from consort.cli.config.loading import get_config_faults, get_config_file
from consort.cli.doctor.examination import compute_exit_code, examine
from consort.cli.doctor.finding import Status
from consort.cli.doctor.patient import Patient
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
    findings = []
    for finding in examine(_make_patient(network, identity, store, state, choice)):
        findings.append(finding)
        if not output.is_json:
            output.show_line({}, str(finding))
    if output.is_json:
        is_well = all(finding.status is not Status.FAIL for finding in findings)
        checks = [finding.to_json() for finding in findings]
        output.show({"ok": is_well, "checks": checks}, "")
    click.get_current_context().exit(compute_exit_code(findings))


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
