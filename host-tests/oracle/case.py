"""One question: a policy, a service point and a request, with what all conditions ask of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from localtime import BusinessDays, WorkCalendar, Zone, between


@dataclass
class Judgement:
    """What a condition says, and what its finding shows (What a finding shows)."""

    verdict: str
    reason: str | None = None
    fact: str | None = None
    unit: str | None = None
    observed: Any = None
    required: dict | None = None
    subject: str | None = None
    #: A sum beyond DE4 declines whatever `on_fail` says (usage.overflow).
    always_declines: bool = False


class Case:
    def __init__(self, policy: dict, service_point: dict, request: dict):
        self.policy = policy
        self.service_point = service_point
        self.request = request

    def fact(self, name: str) -> Any:
        """A fact of the request, None where it is absent."""
        return self.request.get(name)

    @cached_property
    def now(self) -> int | None:
        """The instant of asking, None where the time cannot be relied on (guard.clock)."""
        if self.fact("clock") != "trusted":
            return None
        return self.fact("now_utc_s")

    @cached_property
    def zone(self) -> Zone:
        return Zone(self.service_point)

    @cached_property
    def today(self) -> date | None:
        return None if self.now is None else self.zone.date(self.now)

    @cached_property
    def business_days(self) -> BusinessDays:
        return BusinessDays(self.zone, self.policy.get("business_day_offset_min", 0))

    @cached_property
    def calendar(self) -> WorkCalendar:
        return WorkCalendar(self.policy)

    def region_is_in(self, regions: list[str]) -> bool:
        """Whether one of the regions holds the service point's."""
        return any(self.service_point["region"].startswith(region) for region in regions)

    def directives(self, effect: str) -> list[dict]:
        """The directives of an effect for a region that holds the service point's, whatever their dates."""
        return [
            directive
            for directive in self.policy.get("directives", [])
            if effect in directive["effect"] and self.region_is_in(directive["regions"])
        ]

    def approved(self, grant: str) -> list[dict]:
        """The approved adjustments that grant something, whatever their dates; others never count."""
        return [
            adjustment
            for adjustment in self.service_point.get("adjustments", [])
            if adjustment["status"] == "approved" and grant in adjustment["grant"]
        ]

    def limit_in_force(self, rule_id: str, base: int, day: date | None) -> int:
        """The greater of the base and the approved raises of a rule on a day (limit.raise); of None: on any day."""
        limit = base
        for adjustment in self.approved("limit"):
            grant = adjustment["grant"]["limit"]
            if grant["rule"] != rule_id:
                continue
            if day is None or between(adjustment["from"], day, adjustment["through"]):
                limit = max(limit, grant["max"])
        return limit
