"""Reads packs; one that lacks something is refused with the rule's name and what it lacks."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import msgspec
import yaml

from services.alerts.errors import PackRefused
from services.alerts.rules import durations
from services.alerts.rules.pack import Pack, PackFile, Rule
from services.contracts.metrics import CATALOGUE

MUST_BE_SAID = ("owner", "step", "deadline")
DEFAULT_ROUTES = {"critical": "page", "warning": "notice", "info": "digest"}


@cache
def default_pack() -> Pack:
    """The product's own pack."""
    text = resources.files("services.alerts.rules").joinpath("default.yaml").read_text(encoding="utf-8")
    return load(text)


def load(text: str) -> Pack:
    """A whole pack from YAML; raises PackRefused."""
    raw = _parsed(text)
    try:
        file = msgspec.convert(raw, PackFile)
    except msgspec.ValidationError as error:
        raise PackRefused(f"The pack can not be read: {error}.") from error
    return _pack(file.pack_id, file.revision, file.rules)


def with_overrides(pack: Pack, text: str | None, revision: int) -> Pack:
    """The pack with a shop's own numbers over it (`{"rules": [{"id": ..., ...}]}` or `{rule: {...}}`)."""
    if not text:
        return Pack(pack.pack_id, revision, pack.rules)
    changes = by_rule(_parsed(text))
    unknown = sorted(set(changes) - set(pack.rules))
    if unknown:
        raise PackRefused(f"Rule {unknown[0]} is not in the pack {pack.pack_id}.")
    raw = [_merged(_plain(rule), changes.get(name, {})) for name, rule in pack.rules.items()]
    return _pack(pack.pack_id, revision, raw)


def by_rule(overrides: Any) -> Mapping[str, Mapping[str, Any]]:
    """Overrides in either form as rule id -> changed fields."""
    rules = overrides.get("rules", overrides) if isinstance(overrides, dict) else overrides
    if isinstance(rules, list):
        if not all(isinstance(rule, dict) and isinstance(rule.get("id"), str) for rule in rules):
            raise PackRefused("Each override names its rule with id.")
        return {rule["id"]: rule for rule in rules}
    if not isinstance(rules, dict) or not all(isinstance(change, dict) for change in rules.values()):
        raise PackRefused("Overrides are a list of rules, or an object of changes by rule id.")
    return rules


def digest(pack: Pack) -> str:
    """The name of a pack's content."""
    plain = json.dumps([_plain(rule) for rule in pack.rules.values()], sort_keys=True, ensure_ascii=False)
    return f"sha256:{hashlib.sha256(plain.encode()).hexdigest()}"


def _parsed(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise PackRefused(f"The pack is not YAML: {error}.") from error


def _pack(pack_id: str, revision: int, raw: Iterable[Mapping[str, Any]]) -> Pack:
    rules = [_rule(each) for each in raw]
    names = [rule.id for rule in rules]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise PackRefused(f"Rule {twice} is there twice.")
    return Pack(pack_id, revision, {rule.id: rule for rule in rules})


def _rule(raw: Mapping[str, Any]) -> Rule:
    name = raw.get("id") or "without an id"
    for field in MUST_BE_SAID:
        if not raw.get(field):
            raise PackRefused(f"Rule {name} has no {field}.")
    try:
        rule = msgspec.convert(raw, Rule, strict=False)
        _check(rule)
    except (msgspec.ValidationError, ValueError, ZeroDivisionError) as error:
        raise PackRefused(f"Rule {name}: {error}.") from error
    if rule.route is None:
        rule = msgspec.structs.replace(rule, route=DEFAULT_ROUTES[rule.severity])
    return rule


def _check(rule: Rule) -> None:
    if not rule.step.zh or not rule.step.en:
        raise ValueError("it has no step in both languages")
    if not durations.is_deadline(rule.deadline):
        raise ValueError(f"its deadline {rule.deadline!r} is none such as 30m, 18:00, same day")
    if not durations.evaluations(rule.hold):
        durations.seconds(rule.hold)
    durations.seconds(rule.keep)
    if rule.metric is not None and rule.metric not in CATALOGUE:
        raise ValueError(f"there is no metric {rule.metric}")
    for bound in (rule.fires, rule.clears):
        if bound is not None:
            _ = bound.exact
    for number in rule.numbers:
        rule.number(number)


def _plain(rule: Rule) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(rule)
    return plain


def _merged(rule: dict[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Objects are merged field by field, everything else is replaced."""
    merged = dict(rule)
    for field, value in change.items():
        inner = merged.get(field)
        merged[field] = (
            _merged(inner, value) if isinstance(value, dict) and isinstance(inner, dict) else value
        )
    return merged
