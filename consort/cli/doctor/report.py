"""What a doctor prints, and its exit code."""

from collections.abc import Iterable, Sequence

import click

from consort.cli.doctor.finding import Finding, Status
from consort.cli.output import Output
from consort.errors import CONFIGURATION, UNREACHABLE


def report(output: Output, examination: Iterable[Finding]) -> None:
    """Print each finding as soon as it is made; end with the failures' exit code, 0 without any."""
    findings = []
    for finding in examination:
        findings.append(finding)
        if not output.is_json:
            output.show_line({}, str(finding))
    if output.is_json:
        is_well = all(finding.status is not Status.FAIL for finding in findings)
        output.show({"ok": is_well, "checks": [finding.to_json() for finding in findings]}, "")
    click.get_current_context().exit(_compute_exit_code(findings))


def _compute_exit_code(findings: Sequence[Finding]) -> int:
    """Return 0 without a failure, UNREACHABLE if trying again may be enough, else CONFIGURATION."""
    codes = {finding.code for finding in findings if finding.status is Status.FAIL}
    if not codes:
        return 0
    return UNREACHABLE if codes == {UNREACHABLE} else CONFIGURATION
