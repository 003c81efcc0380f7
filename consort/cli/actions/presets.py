"""From names and numbers on the command line to a task's terms."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Final, TypeVar

import click

from consort.cli.settings import RuleChoice
from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.params import DEFAULT, MINIMAL, Preset
from consort.spec.types import TaskParams

PRESETS: Final[Mapping[str, Preset]] = {"default": DEFAULT, "minimal": MINIMAL}

Terms = TypeVar("Terms", Preset, TaskParams)
"""What has inputs, results and stakes."""


def adapt_terms(terms: Terms, changes: Iterable[str]) -> Terms:
    """Return terms with single ones changed, each given as NAME=NUMBER."""
    for change in changes:
        key, _, number = change.partition("=")
        terms = _change(terms, key.replace("-", "_"), number)
    return terms


def parse_rule(choice: RuleChoice) -> AggregationRule:
    """Return the rule of a name such as trimmed-mean."""
    return AggregationRule(Rule[choice.rule.replace("-", "_").upper()], choice.trim_bps)


def _change(terms: Terms, key: str, number: str) -> Terms:
    for name in ("inputs", "results", "stakes"):
        part = getattr(terms, name)
        if key in {field.name for field in fields(part)} and number.isdecimal():
            return replace(terms, **{name: replace(part, **{key: int(number)})})
    names = (
        field.name for part in (terms.inputs, terms.results, terms.stakes) for field in fields(part)
    )
    raise click.BadParameter(
        f"{key}={number} is not NAME=NUMBER; names: {', '.join(names)}", param_hint="--term"
    )
