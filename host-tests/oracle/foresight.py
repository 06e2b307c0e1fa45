"""Foresight (foresight.*): the claims of another engine, tried by brute force.

Where it claims an edge, the second before and the second of it are decided, and the minor unit of it and one more; and
many instants and amounts between, at which nothing may happen: midnights, the dates of policy and service point, the ends
of spans, ages, limits, and some by chance.
"""

from __future__ import annotations

import json
import random
import re
from datetime import timedelta

import hours
from case import Case
from counters import WINDOWS
from decision import decide, plan_slots
from localtime import parse_date

HORIZON_S = 400 * 86_400
INSTANT_MAX = 7_258_118_399
AMOUNT_MAX = (1 << 53) - 1

#: Instants and amounts tried of a case, beside the edges that are claimed.
TRIED = 24


class Foreseen:
    """One request, and what is claimed of its future."""

    def __init__(self, policy: dict, service_point: dict, request: dict, claim: dict):
        self.policy = policy
        self.service_point = service_point
        self.request = request
        self.claim = claim
        self.case = Case(policy, service_point, request)
        self.slots = plan_slots(policy, service_point)
        self.chance = random.Random(json.dumps(request, sort_keys=True))
        self.problems: list[str] = []

    def says(self, request: dict) -> tuple[str, str | None]:
        report = decide(self.policy, self.service_point, request)
        return report["outcome"], report["reason"]

    def at(self, instant: int) -> tuple[str, str | None]:
        """What is decided with only the time replaced."""
        return self.says(self.request | {"now_utc_s": instant})

    def of(self, amount: int) -> tuple[str, str | None]:
        return self.says(self.request | {"amount_minor": amount})

    def afresh(self, instant: int) -> dict | None:
        """The same request made at another instant (foresight.afresh); None where a fact would leave its range."""
        passed = instant - self.case.now
        moved = self.request | {"now_utc_s": instant}
        if "fix_at_utc_s" in moved:
            moved["fix_at_utc_s"] += passed
        days = self.case.business_days
        counters = []
        for counter in moved.get("counters", []):
            taken = counter["taken_at_utc_s"]
            stays = False
            if taken <= self.case.now and counter["slot"] < len(self.slots):
                window = WINDOWS[self.slots[counter["slot"]].window]
                stays = days.window(window, taken) < days.window(window, instant)
            counters.append(counter if stays else counter | {"taken_at_utc_s": taken + passed})
        if "counters" in moved:
            moved["counters"] = counters
        instants = [moved.get("fix_at_utc_s", 0)] + [counter["taken_at_utc_s"] for counter in counters]
        return moved if max(instants) <= INSTANT_MAX else None

    def proceeds_at(self, instant: int) -> bool:
        moved = self.afresh(instant)
        return moved is not None and self.says(moved)[0] == "proceed"

    # ------------------------------------------------------------ what is tried

    def instants(self, last: int) -> list[int]:
        """Instants after now and before `last` at which something may happen."""
        now, zone = self.case.now, self.case.zone
        found: set[int] = set()
        today = zone.date(now)
        for ahead in (0, 1, 2, 3, 7, 31, 200, 399):
            day = today + timedelta(days=ahead)
            found.add(zone.instant(day, 0))
            for span in hours.all_spans(self.case, day):
                found.update(hours.instants(self.case, day, span))
            found.add(self.case.business_days.start(day))
        pages = json.dumps([self.policy, self.service_point])
        for text in set(re.findall(r"\d{4}-\d\d-\d\d", pages)):
            day = parse_date(text)
            for ahead in (0, 1):
                found.add(zone.instant(day + timedelta(days=ahead), 0))
        ages = [int(age) for age in re.findall(r'"\w*age_max_s": (\d+)', pages)]
        ages += [int(age) * 86_400 for age in re.findall(r'"\w*age_max_days": (\d+)', pages)]
        anchored = [value for name, value in self.request.items() if name.endswith("_utc_s")]
        anchored += [counter["taken_at_utc_s"] for counter in self.request.get("counters", [])]
        found.update(anchor + age + 1 for anchor in anchored for age in ages)
        near = {instant + step for instant in found for step in (-1, 0, 1)}
        near = {instant for instant in near if now < instant < last}
        tried = self.chance.sample(sorted(near), min(TRIED, len(near)))
        return tried + [self.chance.randrange(now + 1, last) for _ in range(4) if last > now + 1]

    def amounts(self) -> list[int]:
        """Amounts at which something may happen."""
        pages = json.dumps([self.policy, self.service_point])
        limits = {int(number) for number in re.findall(r"\b\d{1,12}\b", pages)} | {0, 1, 999_999_999_999, AMOUNT_MAX}
        used = {counter["amount_minor"] for counter in self.request.get("counters", [])}
        used |= {self.request.get("offline_amount_minor", 0), 0}
        found = {limit - part + step for limit in limits for part in used for step in (-1, 0, 1)}
        found = {amount for amount in found if 0 <= amount <= AMOUNT_MAX}
        return self.chance.sample(sorted(found), min(TRIED, len(found)))

    # ------------------------------------------------------------ the claims

    def expect(self, holds: bool, what: str) -> None:
        if not holds:
            self.problems.append(what)

    def check(self) -> list[str]:
        stable, following, greatest = (
            self.claim[key] for key in ("stable_until_utc_s", "next_allowed_at_utc_s", "max_amount_minor")
        )
        now = self.case.now
        if now is None:
            self.expect((stable, following, greatest) == (None, None, None), "foreseen without a clock")
            return self.problems
        last = min(now + HORIZON_S, INSTANT_MAX)
        said = self.says(self.request)

        if stable is not None:
            self.expect(now < stable <= last, f"stable until {stable} is not ahead")
            self.expect(self.at(stable) != said, f"nothing happens at {stable}")
            self.expect(self.at(stable - 1) == said, f"something happens before {stable}")
        for instant in self.instants(last + 1 if stable is None else stable):
            self.expect(self.at(instant) == said, f"{said} changes at {instant}, stable until {stable}")

        self.expect((following == now) == (said[0] == "proceed"), f"next allowed at {following}")
        if following is not None and following != now:
            self.expect(now < following <= last, f"next allowed at {following} is not ahead")
            self.expect(self.proceeds_at(following), f"it does not proceed at {following}")
            self.expect(not self.proceeds_at(following - 1), f"it proceeds before {following}")
        if following != now:
            for instant in self.instants(last + 1 if following is None else following):
                self.expect(not self.proceeds_at(instant), f"it proceeds at {instant}, next allowed at {following}")

        amount = self.request.get("amount_minor")
        if amount is None:
            self.expect(greatest is None, "an amount without an amount")
            return self.problems
        proceeds = said[0] == "proceed"
        if greatest is not None:
            self.expect((greatest >= amount) == proceeds, f"greatest amount {greatest}")
            self.expect(self.of(greatest)[0] == "proceed", f"{greatest} does not proceed")
            self.expect(self.of(greatest + 1)[0] != "proceed", f"{greatest + 1} proceeds")
        for tried in self.amounts():
            if proceeds:
                between = amount <= tried and (greatest is None or tried <= greatest)
            else:
                between = tried <= amount and (greatest is None or tried > greatest)
            if between:
                self.expect((self.of(tried)[0] == "proceed") == proceeds, f"amount {tried}, greatest {greatest}")
        return self.problems


def problems(policy: dict, service_point: dict, request: dict, claim: dict | None) -> list[str]:
    """What is wrong with what an engine claims of a request's future; nothing where it holds wherever it was tried."""
    if claim is None:
        return ["no foresight"]
    return Foreseen(policy, service_point, request, claim).check()
