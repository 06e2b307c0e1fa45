"""Whether two reports agree: whole, but for distances (README.md says why)."""

from __future__ import annotations

import copy


def is_location(policy: dict, rule_id: str) -> bool:
    return any(rule["id"] == rule_id and "location" in rule["condition"] for rule in policy["rules"])


def same_distance(one: int, other: int) -> bool:
    """Within 2 m or 0.2 %, whichever is larger.

    >>> same_distance(10, 12), same_distance(10, 13), same_distance(50_000, 50_100)
    (True, False, True)
    """
    return abs(one - other) <= max(2, 0.002 * max(one, other))


def differing_keys(policy: dict, mine: dict, theirs: dict) -> list[str]:
    """The keys of the report that differ; empty where both agree."""
    theirs = copy.deepcopy(theirs)
    for ours, other in zip(mine["findings"], theirs.get("findings", [])):
        if ours["unit"] != "m" or other.get("unit") != "m" or not is_location(policy, ours["rule"]):
            continue
        # An accuracy that is too coarse is no distance; it is shown with the same unit and compared exactly.
        if ours["reason"] == "LOCATION_FIX_TOO_COARSE" or 0 in (ours["observed"], other["observed"]):
            continue
        if same_distance(ours["observed"], other["observed"]):
            other["observed"] = ours["observed"]
    return sorted(key for key in mine.keys() | theirs.keys() if mine.get(key) != theirs.get(key))
