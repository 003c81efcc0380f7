"""From names and numbers on the command line to a task's terms."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Final

import click

from consort.cli.settings import RuleChoice
from consort.spec.aggregation import AggregationRule, Rule
from consort.spec.params import DEFAULT, MINIMAL, Preset

PRESETS: Final[Mapping[str, Preset]] = {"default": DEFAULT, "minimal": MINIMAL}


def adapt_preset(name: str, terms: Iterable[str]) -> Preset:
    """Return a preset with single terms changed, each given as NAME=NUMBER."""
    preset = PRESETS[name]
    for term in terms:
        key, _, number = term.partition("=")
        preset = _change(preset, key.replace("-", "_"), number)
    return preset


def parse_rule(choice: RuleChoice) -> AggregationRule:
    """Return the rule of a name such as trimmed-mean."""
    return AggregationRule(Rule[choice.rule.replace("-", "_").upper()], choice.trim_bps)


def _change(preset: Preset, key: str, number: str) -> Preset:
    for part in ("inputs", "results", "stakes"):
        terms = getattr(preset, part)
        if key in {field.name for field in fields(terms)} and number.isdecimal():
            return replace(preset, **{part: replace(terms, **{key: int(number)})})
    names = (
        field.name
        for terms in (preset.inputs, preset.results, preset.stakes)
        for field in fields(terms)
    )
    raise click.BadParameter(
        f"{key}={number} is not NAME=NUMBER; names: {', '.join(names)}", param_hint="--term"
    )
