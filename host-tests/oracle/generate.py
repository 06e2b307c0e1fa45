"""Made-up cases: policies, service points and requests whose facts sit at the edges of each other.

    python3 host-tests/oracle/generate.py --groups 10 --seed 1 > cases.ndjson

A group is one policy and one service point with twenty requests.  The same seed and number give the same group,
whatever was made before it.  What the policies, service points and requests mean is for `decision` to say; from the
oracle's modules this one takes only the arithmetic that puts facts at edges: local time, distances, slots.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from datetime import date, timedelta
from random import Random
from typing import Any, Callable, Iterator

import counters
import place
from case import Case
from decision import plan_rules, plan_slots
from expressions import Expressions
from hours import parse_span
from localtime import EPOCH, ONE_DAY, Zone, parse_date
from words import (
    CARD_KINDS,
    DAY_S,
    DE22_FIRST_TWO,
    DE4_MAX,
    ENTRY_MODES,
    FACT_WORDS,
    PARTS,
    REASONS,
    SHOWN_MAX,
    TRANSACTIONS,
    WEEKDAYS,
)

REQUESTS_A_GROUP = 20
LATEST = 7_258_118_399

MERCHANT_KINDS = ["restaurant", "store", "pharmacy", "micro", "mobile", "overseas"]
MCCS = ["0742", "4215", "5411", "5499", "5812", "5814", "5912"]
DOCUMENT_KINDS = ["business_licence", "food_licence", "lease"]
ITEMS = ["id_document", "bank_card", "phone", "photo_inside", "photo_outside"]
FIELDS = ["shop_name", "address", "business_type"]
REGULATIONS = ["pboc-2021-259", "pboc-2017-296"]
VERSIONS = ["3.1.9", "3.2.0", "3.2.0.1", "3.4.1", "4.0.0", "40000.0.0.0"]
CURRENCIES = [36, 156, 344, 840, 999]

#: Region, latitude, longitude: in China, near it, and far from it; none within 2 km of the rim of the China box.
CITIES = [
    ("330106", 30.2772, 120.1268),
    ("310101", 31.2283, 121.4893),
    ("440104", 23.1252, 113.2642),
    ("510108", 30.6718, 104.1012),
    ("650102", 43.7930, 87.6270),
    ("230102", 45.7560, 126.6420),
    ("840036", 40.7596, -73.8301),
    ("554001", -36.8485, 174.7633),
    ("882001", -13.8333, 179.9995),
    ("826001", 51.4779, 0.0005),
    ("578001", 69.6492, 18.9553),
]

OFFSETS = ["+08:00", "+08:00", "+08:00", "-05:00", "-03:30", "+05:45", "+12:00", "-10:00", "+10:30", "+00:00"]


class Maker:
    """Makes one group."""

    def __init__(self, seed: str):
        self.rng = Random(seed)
        #: The day around which everything happens.
        self.base = date(2026, 1, 1) + timedelta(days=self.rng.randrange(0, 1100))
        if self.chance(0.3):
            # At the end of a month or of a year.
            first = self.base.replace(day=1)
            self.base = first - ONE_DAY if self.chance(0.5) else first

    # ------------------------------------------------------------ chance

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def one(self, choices: list) -> Any:
        return self.rng.choice(choices)

    def some(self, choices: list, least: int = 1, most: int | None = None) -> list:
        """Some of the choices, in their order."""
        count = self.rng.randint(least, most or max(least, len(choices) - 1))
        picked = self.rng.sample(range(len(choices)), count)
        return [choices[place] for place in sorted(picked)]

    def near(self, value: int, step: int = 1) -> int:
        """The value, one step beside it, or a little further."""
        return value + self.one([-1, 0, 0, 1, 1, -3]) * step

    def day(self, before: int = 6, after: int = 6) -> date:
        """A date close to the base."""
        return self.base + timedelta(days=self.rng.randint(-before, after))

    def dates(self, before: int = 6, after: int = 6) -> tuple[str, str]:
        """A first and a last date, close to the base."""
        first, last = sorted([self.day(before, after), self.day(before, after)])
        return first.isoformat(), last.isoformat()

    # ------------------------------------------------------------ the service point

    def service_point(self) -> dict:
        self.city = self.one(CITIES)
        point: dict = {
            "id": f"shop-{self.rng.randint(1, 99)}",
            "revision": self.rng.randint(1, 1000),
            "merchant_id": self.one(["898331058120137", "A1"]),
            "merchant_kind": self.one(MERCHANT_KINDS),
            "mcc": self.one(MCCS),
            "region": self.city[0],
            "status": "suspended" if self.chance(0.15) else "active",
        }
        self.add_offsets(point)
        if self.chance(0.3):
            point["valid_from"] = self.day(30, 1).isoformat()
        if self.chance(0.4):
            point["valid_through"] = self.day(-2, 20).isoformat()
        if self.chance(0.4):
            point["remote"] = self.chance(0.5)
        if self.chance(0.7):
            point["terminals"] = self.some(["33010711", "33010712", "T1"])
        if self.chance(0.6):
            point["address_check"] = self.one(["matches", "differs"])
        if self.chance(0.7):
            point["registration"] = {
                field: self.one(["confirmed", "unchecked", "wrong"]) for field in self.some(FIELDS)
            }
        if self.chance(0.3):
            point["regulations_met"] = self.some(REGULATIONS)
        if self.chance(0.6):
            point["support_requests"] = [self.support_request() for _ in range(self.rng.randint(1, 3))]
        if self.chance(0.85):
            point["place"] = self.place()
        if self.chance(0.85):
            point["hours"] = self.hours()
        if self.chance(0.9):
            point["documents"] = [
                document for kind in DOCUMENT_KINDS if self.chance(0.7) for document in self.documents(kind)
            ]
        if self.chance(0.8):
            point["application"] = self.application()
        return point

    def add_offsets(self, point: dict) -> None:
        """An offset, and often one or two transitions close to the base, back or forth by an hour or half of it."""
        offset = self.one(OFFSETS)
        point["utc_offset"] = offset
        if self.chance(0.55):
            return
        seconds = Zone(point).offsets[0][1]
        transitions = []
        when = self.day(3, 3)
        for _ in range(self.rng.randint(1, 2)):
            shift = self.one([3600, -3600, 1800, -1800])
            local_hour = self.one([0, 0, 1, 2, 3, 23])
            at = (when - EPOCH).days * DAY_S + local_hour * 3600 - seconds
            seconds += shift
            transitions.append({"at": instant_text(at), "utc_offset": offset_text(seconds)})
            when += timedelta(days=self.rng.randint(20, 200))
        point["offset_transitions"] = transitions

    def support_request(self) -> dict:
        opened = self.day(8, 0)
        request = {"opened": opened.isoformat()}
        if self.chance(0.4):
            request["closed"] = (opened + timedelta(days=self.rng.randint(0, 4))).isoformat()
        return request

    def documents(self, kind: str) -> list[dict]:
        copies = []
        for _ in range(self.one([1, 1, 2, 3])):
            copy = {"kind": kind, "status": self.one(["approved", "approved", "approved", "pending", "rejected"])}
            first, last = self.day(20, 8), self.day(8, 20)
            if copy["status"] == "approved" and self.chance(0.5):
                first, last = first - timedelta(days=300), self.day(6, 3)
            first, last = sorted([first, last])
            if self.chance(0.6):
                copy["valid_from"] = first.isoformat()
            if copy["status"] == "approved" or self.chance(0.5):
                copy["valid_through"] = "long_term" if self.chance(0.25) else last.isoformat()
            copies.append(copy)
        return copies

    def application(self) -> dict:
        """Each stage in each of its states, or left out."""
        application: dict = {}
        if self.chance(0.85):
            states = self.one([["accepted"], ["accepted", "submitted"], ["accepted", "submitted", "rejected"]])
            application["materials"] = {item: self.one(states) for item in self.some(ITEMS, 2, 5)}
        if self.chance(0.85):
            states = self.one([["accepted"], ["accepted", "submitted"], ["accepted", "submitted", "wrong"]])
            application["form"] = {field: self.one(states) for field in self.some(FIELDS, 2, 3)}
        if self.chance(0.85):
            application["review"] = {
                "submitted": self.day(7, 0).isoformat(),
                "status": self.one(["pending"] * 4 + ["approved", "rejected"]),
            }
        for stage, states in (
            ("credit_check", ["pending", "passed", "failed"]),
            ("delivery", ["not_shipped", "shipped", "delivered"]),
            ("installation", ["pending", "done", "failed"]),
            ("training", ["pending", "done"]),
            ("test_transaction", ["pending", "passed", "failed"]),
        ):
            if self.chance(0.85):
                application[stage] = self.one(states)
        return application

    # ------------------------------------------------------------ hours

    def spans(self, overnight: bool = True) -> list[str]:
        """None, one or two spans of a day that do not overlap, some past midnight."""
        kind = self.rng.random()
        if kind < 0.15:
            return []
        if kind < 0.25:
            return ["00:00-24:00"]
        if kind < 0.35 and overnight:
            return [span_text(self.rng.randint(600, 1439), 1440 + self.one([1440, 60, 90, 150, 240]))]
        ticks = sorted(self.rng.sample(range(0, 1441, self.one([30, 30, 1])), 4))
        if kind < 0.6:
            return [span_text(ticks[0], ticks[3])]
        if kind < 0.8 and overnight:
            late = 1440 + self.rng.randint(1, 300)
            return [span_text(ticks[0], ticks[1]), span_text(ticks[2], late)]
        return [span_text(ticks[0], ticks[1]), span_text(ticks[2], ticks[3])]

    def hours(self) -> dict:
        hours: dict = {"weekly": {weekday: self.spans() for weekday in WEEKDAYS if self.chance(0.9)}}
        if self.chance(0.08):
            hours["weekly"] = {}
        if self.chance(0.4):
            hours["exceptions"] = {
                self.day(2, 2).isoformat(): self.spans() for _ in range(self.rng.randint(1, 3))
            }
        if self.chance(0.35):
            hours["holidays"] = self.spans()
        if self.chance(0.3):
            hours["makeup_workdays"] = "as_weekday" if self.chance(0.5) else self.spans()
        return hours

    # ------------------------------------------------------------ places

    def to_ground(self, east_m: float, north_m: float) -> place.Position:
        """A position in WGS-84 about so many metres from the middle of the city."""
        _, lat, lon = self.city
        lat += north_m / 111_000
        lon += east_m / (111_320 * math.cos(math.radians(lat)))
        lon = (lon + 180) % 360 - 180
        return round(lat * place.E7), round(lon * place.E7)

    def place(self) -> dict:
        datum = self.one(["wgs84", "gcj02", "bd09"])
        areas = []
        for _ in range(self.one([1, 1, 1, 2, 3])):
            kind = self.rng.random()
            if kind < 0.4:
                lat, lon = place.from_wgs84(self.scattered(2000), datum)
                radius = self.one([1, 20, 50, 200, 5000])
                areas.append({"circle": {"lat_e7": lat, "lon_e7": lon, "radius_m": radius}})
            elif kind < 0.7:
                areas.append({"polygon": self.polygon(datum)})
            else:
                region = self.city[0]
                codes = [region[:2], region[:4], region, "3302", "330203", "99"]
                areas.append({"regions": self.some(sorted(set(codes)), 1, 2)})
        return {"datum": datum, "areas": areas}

    def scattered(self, metres: int) -> place.Position:
        return self.to_ground(self.rng.uniform(-metres, metres), self.rng.uniform(-metres, metres))

    def polygon(self, datum: str) -> list[list[int]]:
        """A rectangle, an L, or a star about a point: each goes round that point, so no two edges cross."""
        east, north = self.rng.uniform(-500, 500), self.rng.uniform(-500, 500)
        size = self.one([30, 150, 1000])
        kind = self.rng.random()
        if kind < 0.35:
            offsets = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        elif kind < 0.6:
            offsets = [(-1, -1), (1, -1), (1, -0.2), (-0.1, -0.2), (-0.1, 1), (-1, 1)]
        else:
            count = self.rng.randint(3, 9)
            offsets = []
            for corner in range(count):
                angle = 2 * math.pi * (corner + self.rng.uniform(0, 0.5)) / count
                reach = self.rng.uniform(0.4, 1)
                offsets.append((reach * math.cos(angle), reach * math.sin(angle)))
        corners = [self.to_ground(east + size * x, north + size * y) for x, y in offsets]
        if self.chance(0.3):
            corners.reverse()
        return [list(place.from_wgs84(corner, datum)) for corner in corners]

    # ------------------------------------------------------------ adjustments

    def adjustments(self, policy: dict, point: dict) -> list[dict]:
        result = []
        limits = [rule for rule in policy["rules"] if set(rule["condition"]) & {"amount", "usage"}]
        for _ in range(self.one([0, 1, 2, 4])):
            kinds = ["hours", "place"] + (["limit"] * 3 if limits else [])
            kind = self.one(kinds)
            grant: dict
            if kind == "hours":
                grant = {"hours": self.spans() or ["09:00-25:00"]}
            elif kind == "place":
                grant = {"place": self.place()}
            else:
                rule = self.one(limits)
                (parameters,) = rule["condition"].values()
                base = parameters.get("max_minor", parameters.get("max"))
                maximum = self.one([base + 1, base * 2, base * 2, max(1, base // 2), DE4_MAX])
                grant = {"limit": {"rule": rule["id"], "max": min(DE4_MAX, maximum)}}
            first, last = self.dates(3, 3)
            status = self.one(["approved", "approved", "approved", "requested", "rejected"])
            result.append({"status": status, "from": first, "through": last, "grant": grant})
        return result

    # ------------------------------------------------------------ the policy

    def policy(self, point: dict) -> dict:
        policy: dict = {"id": "generated", "version": self.rng.randint(1, 9)}
        if self.chance(0.3):
            policy["valid_from"] = self.day(30, 1).isoformat()
        if self.chance(0.4):
            policy["valid_through"] = self.day(-2, 20).isoformat()
        if self.chance(0.6):
            policy["business_day_offset_min"] = self.one([-60, -60, -30, -720, 300, 150, 1])
        if self.chance(0.7):
            policy["advice"] = self.advice()
        if self.chance(0.7):
            policy["calendar"] = self.calendar()
        if self.chance(0.3):
            names = [name for name in REASONS if name != "HOST_UNREACHABLE"]
            policy["de39"] = {name: self.one(["05", "57", "N7"]) for name in self.some(names, 1, 12)}

        rules: list[dict] = []
        for number in range(self.rng.randint(1, 20)):
            name = self.one(list(CONDITION_MAKERS) + HEAVY)
            if name == "usage" and sum("usage" in rule["condition"] for rule in rules) >= 8:
                name = "amount"
            rules.append(self.rule(f"{name.replace('_', '-')}-{number}", name, point, number == 0))
        self.say(policy, rules)
        policy["rules"] = rules
        directives = self.directives(rules, point)
        if directives:
            policy["directives"] = directives
        return policy

    def say(self, policy: dict, rules: list[dict]) -> None:
        """Expressions: as the scope of some rules, and as conditions."""
        policy["custom_facts"] = {"score": 0, "other": self.rng.randint(1, 7)}
        usages = [rule["id"] for rule in rules if "usage" in rule["condition"]]
        expressions = Expressions(self, usages)
        for place, rule in enumerate(rules):
            if "require" in rule["condition"]:
                rule["condition"]["require"] = {"expression": expressions.text()}
            # The first rule concerns the service point, so that there is a plan.
            if place > 0 and self.chance(0.2):
                rule["when"] = expressions.text()

    def advice(self) -> dict:
        thresholds = {
            "document_days": [0, 1, 5, 30],
            "regulation_days": [1, 3, 30],
            "plan_days": [1, 5, 14],
            "calendar_days": [1, 5, 30],
            "due_days": [1, 3],
            "usage_percent": [0, 1, 50, 80, 100],
            "closing_min": [1, 20, 120, 1440],
            "battery_percent": [15, 20, 50, 100],
        }
        return {name: self.one(values) for name, values in thresholds.items() if self.chance(0.8)}

    def calendar(self) -> dict:
        first = self.day(12, 2) if self.chance(0.3) else self.base - timedelta(days=60)
        last = max(first, self.base + timedelta(days=self.one([-1, 1, 3, 10, 10, 20, 200])))
        covered = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        close = [day for day in covered if abs((day - self.base).days) <= 8] or covered[:8]
        holidays = sorted(self.rng.sample(close, min(len(close), self.rng.randint(0, 5))))
        weekends = [day for day in close if day.weekday() >= 5 and day not in holidays]
        makeup = sorted(self.rng.sample(weekends, min(len(weekends), self.rng.randint(0, 2))))
        return {
            "covers_from": first.isoformat(),
            "covers_through": last.isoformat(),
            "holidays": [day.isoformat() for day in holidays],
            "makeup_workdays": {day.isoformat(): self.one(WEEKDAYS[:5]) for day in makeup},
        }

    def directives(self, rules: list[dict], point: dict) -> list[dict]:
        directives = []
        for number in range(self.one([0, 0, 1, 2, 3])):
            region = point["region"]
            regions = self.one([[region[:2]], [region[:4], "99"], [region], ["99"]])
            first, last = self.dates(3, 3)
            if self.chance(0.5) and any("disaster" in rule["condition"] for rule in rules):
                effect: dict = {"suspend": {}}
            else:
                names = [rule["id"] for rule in rules]
                effect = {"relax": {"rules": self.some(names, 1, len(names))}}
                if self.chance(0.7):
                    effect["relax"]["to"] = self.one(["warn", "allow"])
            directives.append(
                {"id": f"order-{number}", "regions": regions, "from": first, "through": last, "effect": effect}
            )
        return directives

    def rule(self, rule_id: str, name: str, point: dict, concerns_point: bool) -> dict:
        rule: dict = {"id": rule_id, "condition": {name: CONDITION_MAKERS[name](self)}}
        scope: dict = {}
        if self.chance(0.25):
            scope["transactions"] = self.some(TRANSACTIONS, 1, 8)
        if self.chance(0.2):
            scope["entry_modes"] = self.some(ENTRY_MODES, 1, 7)
        if self.chance(0.2):
            scope["card_kinds"] = self.some(CARD_KINDS, 1, 5)
        if self.chance(0.15) and not concerns_point:
            scope["merchant_kinds"] = self.some(MERCHANT_KINDS)
        if self.chance(0.15) and not concerns_point:
            scope["mccs"] = self.one([["5411-5499"], ["0742", "5800-5899"], [point["mcc"]]])
        if self.chance(0.15) and not concerns_point:
            region = point["region"]
            scope["regions"] = self.one([[region[:2]], [region[:4], "99"], [region], ["99"]])
        if self.chance(0.1) and not concerns_point:
            scope["remote"] = self.chance(0.5)
        if scope:
            rule["scope"] = scope
        if self.chance(0.12):
            rule["valid_from"], rule["valid_through"] = self.dates(4, 4)
            if self.chance(0.5):
                del rule[self.one(["valid_from", "valid_through"])]
        actions = ["allow", "warn", "refer", "decline"]
        on_fail = self.one(["allow", "warn", "warn", "refer", "refer", "refer", "decline", "decline", "decline"])
        rule["on_fail"] = on_fail
        rule["on_unknown"] = self.one(actions[: actions.index(on_fail) + 1])
        if "refer" in (rule["on_fail"], rule["on_unknown"]) and self.chance(0.5):
            rule["on_unreachable"] = self.one(["allow", "warn", "decline"])
        return rule

    # ------------------------------------------------------------ requests

    def interesting_instants(self, policy: dict, point: dict) -> list[int]:
        """Instants at which something begins or ends, close to the base."""
        zone = Zone(point)
        case = Case(policy, point, {})
        instants = []
        days = [self.base + timedelta(days=ahead) for ahead in range(-3, 4)]
        days += [parse_date(text) for text in dates_in([policy["rules"], point, policy.get("calendar", {})])]
        for page in (policy, point, *policy.get("directives", [])):
            days += [parse_date(page[key]) for key in DATE_KEYS if key in page]
        graces = [rule["condition"].get("document", {}).get("grace_days", 0) for rule in policy["rules"]]
        for document in point.get("documents", []):
            if document.get("valid_through", "long_term") != "long_term":
                days.append(parse_date(document["valid_through"]) + timedelta(days=self.one(graces)))
        for first in days:
            if abs((first - self.base).days) > 40:
                continue
            for day in (first, first + ONE_DAY):
                instants.append(zone.instant(day, 0))
        for day in days[:7]:
            instants.append(case.business_days.start(day))
            for text in spans_in(point):
                opening, closing = (zone.instant(day, minute) for minute in parse_span(text))
                instants += [opening, closing, closing - policy.get("advice", {}).get("closing_min", 0) * 60]
        instants += [int(start) for start, _ in zone.offsets[1:] if abs(start - instants[0]) < 40 * DAY_S]
        return instants

    def now(self, instants: list[int]) -> int:
        kind = self.rng.random()
        if kind < 0.6:
            return self.one(instants) + self.one([-1, 0, 0, 1])
        if kind < 0.65:
            return self.one(instants) + self.rng.randint(-1500, 1500) * 60
        return (self.base - EPOCH).days * DAY_S + self.rng.randint(-3 * DAY_S, 3 * DAY_S)

    def request(self, policy: dict, point: dict, instants: list[int]) -> dict:
        request: dict = {}
        now = self.now(instants)
        rules = plan_rules(policy, point)

        def put(name: str, value: Any, share: float = 0.9) -> None:
            if value is not None and self.chance(share):
                request[name] = value

        put("now_utc_s", now, 0.97)
        put("clock", "not_trusted" if self.chance(0.04) else "trusted", 0.97)
        other = point["merchant_id"][:-1] + "9"
        put("merchant_id", other if self.chance(0.03) else point["merchant_id"], 0.96)
        put("terminal_id", self.one(point.get("terminals", []) + ["33010712", "33010799", "T1"]))
        put("transaction", self.one(["sale"] * 9 + ["void", "reversal", "refund"] * 2 + TRANSACTIONS), 0.95)
        mode = self.one(ENTRY_MODES)
        put("entry_mode", mode)
        put("card_kind", self.one(CARD_KINDS))
        put("currency", self.one(CURRENCIES))
        first_two = self.one(DE22_FIRST_TWO[mode]) if self.chance(0.7) else self.rng.randrange(100)
        put("de22", first_two * 10 + self.rng.randrange(10))
        put("de25", self.one([0, 1, 6, 59, 99]))
        for fact, words in FACT_WORDS.items():
            if fact not in request and fact not in ("transaction", "entry_mode", "card_kind"):
                good = {"tamper": "intact", "terminal": "active", "host": "reachable"}.get(fact, words[0])
                put(fact, good if self.chance(0.45) else self.one(words), 0.88)
        for fact in ("app_version", "os_version"):
            put(fact, self.one(VERSIONS + ["3.2", "3.2.0.0"]))
        put("patch_level", self.near(self.one([20, 4_294_967_000])))
        put("battery_percent", self.one([0, 14, 15, 16, 19, 20, 21, 49, 50, 51, 100]))
        put("policy_version_latest", max(0, policy["version"] + self.one([-1, 0, 0, 0, 0, 1])))

        self.put_ages(put, now, rules)
        amount = self.amount(policy, point, rules)
        put("amount_minor", amount, 0.93)
        limit = self.one(offline_limits(rules, "amount_max_minor") or [100_000])
        put("offline_amount_minor", self.within(self.one([0, self.near(limit - amount)]), 0, SHOWN_MAX))
        limit = self.one(offline_limits(rules, "count_max") or [3])
        put("offline_count", self.within(self.one([0, self.near(limit - 1)]), 0, 4_294_967_295))

        put("original_at_utc_s", self.within(self.one(instants + [now - 5]) + self.one([-1, 0, 1]), 0, LATEST), 0.7)
        put("original_amount_minor", self.one([0, 1, amount, 12_345]), 0.7)
        put("original_transaction", self.one(TRANSACTIONS + ["sale"] * 6), 0.5)
        put("custom_0", self.rng.randint(-5, 5))
        other = f"custom_{policy['custom_facts']['other']}"
        put(other, self.one([0, 3, 4, 9_007_199_254_740_991, -9_007_199_254_740_991]))

        self.put_fix(put, policy, point, rules, now)
        used = self.counters(policy, point, rules, now, amount)
        put("counters", used, 0.97)
        return request

    def within(self, value: int, least: int, most: int) -> int:
        return max(least, min(most, value))

    def put_ages(self, put: Callable, now: int, rules: list[dict]) -> None:
        """Instants whose age is that of a rule, a second beside it, or as much ahead."""
        for fact, condition, default in (
            ("profile_refreshed_at_utc_s", "profile", 7 * DAY_S),
            ("signed_on_at_utc_s", "sign_on", DAY_S),
            ("in_service_since_utc_s", "age", 900 * DAY_S),
            ("inspected_at_utc_s", "inspection", 90 * DAY_S),
            ("policy_confirmed_at_utc_s", "policy_current", 7 * DAY_S),
        ):
            ages = [default]
            for rule in rules:
                if condition in rule["condition"]:
                    parameters = rule["condition"][condition]
                    ages.append(parameters.get("age_max_s", parameters.get("age_max_days", 0) * DAY_S))
            limit = self.one(ages)
            soon = limit - self.one([0, 1, 3]) * DAY_S + self.one([0, 1, 2])
            age = self.one([self.near(limit), self.near(limit), self.rng.randint(0, limit), 0, -1, soon, soon])
            put(fact, self.within(now - age, 0, LATEST))

    def amount(self, policy: dict, point: dict, rules: list[dict]) -> int:
        edges = [100, 5_000, 1]
        for rule in rules:
            (parameters,) = rule["condition"].values()
            if "amount" in rule["condition"]:
                edges += [parameters["max_minor"]] * 2 + [parameters.get("min_minor", 1)]
            if "floor_limit_minor" in parameters:
                edges += [parameters["floor_limit_minor"]] * 2
        for adjustment in point.get("adjustments", []):
            if "limit" in adjustment["grant"]:
                edges.append(adjustment["grant"]["limit"]["max"])
        kind = self.rng.random()
        if kind < 0.03:
            return 0
        if kind < 0.06:
            return self.one([DE4_MAX, DE4_MAX + 1, SHOWN_MAX])
        return self.within(self.near(self.one(edges)), 0, SHOWN_MAX)

    def counters(self, policy: dict, point: dict, rules: list[dict], now: int, amount: int) -> list[dict]:
        """For each slot what puts a rule that watches it at its limit, taken at the edge of window or age."""
        case = Case(policy, point, {})
        result = []
        for slot, counter in enumerate(plan_slots(policy, point)):
            if self.chance(0.08):
                continue
            watching = [
                rule
                for rule in rules
                if "usage" in rule["condition"] and counters.counter_of(rule) == counter
            ]
            by_measure = {"amount": self.rng.randint(-100, 5_000), "count": self.rng.randint(-1, 3)}
            for rule in watching:
                usage = rule["condition"]["usage"]
                limits = [usage["max"]] * 2
                for adjustment in point.get("adjustments", []):
                    grant = adjustment["grant"].get("limit", {})
                    if grant.get("rule") == rule["id"]:
                        limits.append(grant["max"])
                step = amount if usage["measure"] == "amount" else 1
                share = policy.get("advice", {}).get("usage_percent", 80)
                limit = self.one(limits)
                target = self.one([limit, limit, limit // 2, -(-limit * share // 100)])
                by_measure[usage["measure"]] = self.near(target) - step
                if usage["measure"] == "amount" and self.chance(0.08):
                    by_measure["amount"] = self.one([self.near(DE4_MAX) - step, SHOWN_MAX, -SHOWN_MAX])
            window_start = case.business_days.start(
                case.business_days.window(counters.WINDOWS[counter.window], now)
            )
            ages = [600] + [rule["condition"]["usage"].get("age_max_s", 600) for rule in watching]
            taken = self.one(
                [now, now, now - 60, now + 1, window_start, window_start - 1, now - self.near(self.one(ages))]
            )
            result.append(
                {
                    "slot": slot,
                    "amount_minor": self.within(by_measure["amount"], -SHOWN_MAX, SHOWN_MAX),
                    "count": self.within(by_measure["count"], -(2**31), 2**31 - 1),
                    "taken_at_utc_s": self.within(taken, 0, LATEST),
                }
            )
        return result

    # ------------------------------------------------------------ fixes

    def put_fix(self, put: Callable, policy: dict, point: dict, rules: list[dict], now: int) -> None:
        locations = [rule["condition"]["location"] for rule in rules if "location" in rule["condition"]]
        parameters = self.one(locations or [{"fix_age_max_s": 600, "accuracy_max_m": 100}])
        oldest, coarsest = parameters["fix_age_max_s"], parameters["accuracy_max_m"]
        put("fix_at_utc_s", self.within(now - self.one([0, 1, oldest, self.near(oldest), -1]), 0, LATEST), 0.95)

        region = point["region"]
        codes = [region, region, region[:4] + "00", region[:2] + "0000", "330200", "330203", "330299", "110101"]
        put("fix_region", int(self.one(codes)), 0.7)

        fix = self.fix(point)
        if fix is None:
            return
        position, datum, distances, accuracies = fix
        accuracy = self.one(accuracies + [coarsest, coarsest, coarsest + 1, 4_294_967_295])
        if any(not clear(distance, accuracy) for distance in distances):
            return
        put("fix_accuracy_m", accuracy, 0.94)
        if self.chance(0.93):
            put("fix_lat_e7", position[0], 1)
            put("fix_lon_e7", position[1], 1)
            put("fix_datum", datum, 1)

    def fix(self, point: dict) -> tuple[place.Position, str, list[float], list[int]] | None:
        """A position in a datum, its distances from the areas, none of them at an edge, and accuracies near them."""
        datum = self.one(["wgs84", "gcj02", "bd09"])
        metres = self.one([10, 60, 300, 1_000, 3_000, 3_000, 60_000, 140_000])
        ground = self.scattered(metres)
        corners = corners_of(point)
        if corners and self.chance(0.3):
            # About a registered centre or corner.
            lat, lon = self.one(corners)
            east, north = self.rng.uniform(-200, 200), self.rng.uniform(-200, 200)
            lat_shift = north / 111_000
            lon_shift = east / (111_320 * math.cos(math.radians(lat / place.E7)))
            ground = round(lat + lat_shift * place.E7), round(lon + lon_shift * place.E7)
            if not -place.HALF_TURN <= ground[1] <= place.HALF_TURN:
                return None
        position = place.from_wgs84(ground, datum)
        if not -place.HALF_TURN <= position[1] <= place.HALF_TURN or near_rim(ground):
            return None
        distances = distances_of(point, position, datum)
        if any(0 < distance < 1.6 for distance in distances):
            return None
        nearest = min(distances, default=50.0)
        margin = max(2, math.ceil(nearest * 0.003) + 1)
        accuracies = [math.ceil(nearest) + margin, max(0, math.floor(nearest) - margin), 0]
        return position, datum, distances, accuracies


# ---------------------------------------------------------------- helpers

DATE_KEYS = ["valid_from", "valid_through", "from", "through", "covers_from", "covers_through"]


def instant_text(instant: int) -> str:
    day, second = divmod(instant, DAY_S)
    clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
    return f"{(EPOCH + timedelta(days=day)).isoformat()}T{clock}Z"


def offset_text(seconds: int) -> str:
    minutes = abs(seconds) // 60
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"


def span_text(first: int, last: int) -> str:
    return f"{first // 60:02}:{first % 60:02}-{last // 60:02}:{last % 60:02}"


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from texts_in(entry)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield key
            yield from texts_in(entry)


def dates_in(value: Any) -> list[str]:
    return [text for text in texts_in(value) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)]


def spans_in(value: Any) -> list[str]:
    return sorted({text for text in texts_in(value) if re.fullmatch(r"[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}", text)})


def offline_limits(rules: list[dict], name: str) -> list[int]:
    return [
        rule["condition"]["offline"][name]
        for rule in rules
        if "offline" in rule["condition"] and name in rule["condition"]["offline"]
    ]


def areas_of(point: dict) -> Iterator[tuple[dict, str]]:
    """Circles and polygons, registered or granted on whatever dates."""
    places = [point["place"]] if "place" in point else []
    places += [
        adjustment["grant"]["place"]
        for adjustment in point.get("adjustments", [])
        if "place" in adjustment["grant"]
    ]
    for registered in places:
        for area in registered["areas"]:
            if "regions" not in area:
                yield area, registered["datum"]


def corners_of(point: dict) -> list[place.Position]:
    """The centres and corners of the areas, in WGS-84."""
    result = []
    for area, datum in areas_of(point):
        if "circle" in area:
            result.append(place.to_wgs84((area["circle"]["lat_e7"], area["circle"]["lon_e7"]), datum))
        else:
            result += [place.to_wgs84((lat, lon), datum) for lat, lon in area["polygon"]]
    return result


def distances_of(point: dict, position: place.Position, datum: str) -> list[float]:
    """The distances of a fix from each area."""
    fix = place.to_wgs84(position, datum)
    return [place.area_distance_m(area, area_datum, fix) for area, area_datum in areas_of(point)]


def clear(distance: float, accuracy: int) -> bool:
    """Whether a distance is far enough from an accuracy for every exact way of reckoning to agree."""
    return abs(distance - accuracy) > max(1.6, 0.0025 * distance)


def near_rim(ground: place.Position) -> bool:
    """Within about 2 km of the rim of the box outside of which GCJ-02 and BD-09 shift nothing."""
    lat, lon = ground[0] / place.E7, ground[1] / place.E7
    beside = [(lat + north, lon + east) for north in (-0.05, 0, 0.05) for east in (-0.1, 0, 0.1)]
    return len({place.in_china_box(*position) for position in beside}) > 1


# ---------------------------------------------------------------- conditions


def software_parameters(maker: Maker) -> dict:
    parameters = {"app_min": maker.one(VERSIONS[:4])}
    if maker.chance(0.6):
        parameters["app_recommended"] = maker.one(["3.4.1", "4.0.0", "40000.0.0.1"])
    return parameters


def document_parameters(maker: Maker) -> dict:
    parameters: dict = {"kind": maker.one(DOCUMENT_KINDS)}
    if maker.chance(0.7):
        parameters["grace_days"] = maker.one([1, 3, 3, 30])
    return parameters


def offline_parameters(maker: Maker) -> dict:
    limits = {
        "floor_limit_minor": maker.one([100, 5_000, 100_000]),
        "amount_max_minor": maker.one([5_000, 100_000, DE4_MAX]),
        "count_max": maker.one([1, 3, 10]),
    }
    return {name: limits[name] for name in maker.some(list(limits), 1, 3)}


def pos_codes_parameters(maker: Maker) -> dict:
    kind = maker.rng.random()
    if kind < 0.3:
        return {}
    if kind < 0.5:
        return {"de22": False, "de25": maker.some([0, 1, 6, 59])}
    return {"de25": maker.some([59, 6, 0])}


def known_bad_parameters(maker: Maker) -> dict:
    return {maker.one(["app", "os"]): maker.some(VERSIONS, 1, 3)}


def location_parameters(maker: Maker) -> dict:
    parameters: dict = {
        "fix_age_max_s": maker.one([60, 600, 3600]),
        "accuracy_max_m": maker.one([50, 100, 2000, 50_000]),
    }
    if maker.chance(0.35):
        parameters["strict"] = maker.chance(0.8)
    return parameters


def amount_parameters(maker: Maker) -> dict:
    parameters = {"max_minor": maker.one([5_000, 50_000, DE4_MAX - 1, DE4_MAX])}
    if maker.chance(0.5):
        parameters["min_minor"] = maker.one([1, 10, 5_000])
    return parameters


def usage_parameters(maker: Maker) -> dict:
    measure = maker.one(["amount", "amount", "count"])
    parameters = {
        "window": maker.one(["day", "month"]),
        "measure": measure,
        "subject": maker.one(["terminal", "service_point", "card"]),
        "max": maker.one([10_000, 1_000_000, DE4_MAX] if measure == "amount" else [1, 3, 500]),
    }
    if maker.chance(0.6):
        parameters["age_max_s"] = maker.one([600, 14_400])
    if maker.chance(0.4):
        parameters["refunds"] = maker.one(["ignore", "restore", "restore"])
    return parameters


def component_parameters(maker: Maker) -> dict:
    parameters: dict = {"part": maker.one(PARTS)}
    if maker.chance(0.3):
        parameters["accepts"] = maker.one([["working"], ["not_fitted", "working"]])
    return parameters


CONDITION_MAKERS: dict[str, Callable[[Maker], dict]] = {
    "merchant": lambda maker: {},
    "mcc": lambda maker: {"allowed": maker.one([["5411-5499", "5812"], ["0742", "5912"], ["4000-5999"]])},
    "entry_mode": lambda maker: {"allowed": maker.some(ENTRY_MODES)},
    "document": document_parameters,
    "materials": lambda maker: {"required": maker.some(ITEMS, 1, 3)},
    "form": lambda maker: {"required": maker.some(FIELDS, 1, 3)},
    "credit_check": lambda maker: {},
    "review": lambda maker: {"working_days": maker.rng.randint(1, 5)},
    "delivery": lambda maker: {},
    "installation": lambda maker: {},
    "training": lambda maker: {},
    "test_transaction": lambda maker: {},
    "disaster": lambda maker: {},
    "regulation": lambda maker: {"id": maker.one(REGULATIONS), "from": maker.day().isoformat()},
    "policy_current": lambda maker: {"age_max_days": maker.one([1, 7, 30])},
    "host": lambda maker: {},
    "link": lambda maker: maker.one([{}, {}, {"accepts": ["weak", "up"]}]),
    "offline": offline_parameters,
    "terminal": lambda maker: {},
    "binding": lambda maker: {},
    "sign_on": lambda maker: {"age_max_s": maker.one([3600, DAY_S])},
    "profile": lambda maker: {"age_max_days": maker.one([1, 7, 30])},
    "registration": lambda maker: {"field": maker.one(FIELDS)},
    "pos_codes": pos_codes_parameters,
    "support": lambda maker: {"working_days": maker.rng.randint(0, 4)},
    "operator": lambda maker: {},
    "power": lambda maker: maker.one([{}, {}, {"accepts": ["mains"]}]),
    "component": component_parameters,
    "damage": lambda maker: {},
    "battery": lambda maker: {"min_percent": maker.one([15, 20, 50])},
    "age": lambda maker: {"age_max_days": maker.one([365, 1825])},
    "inspection": lambda maker: {"age_max_days": maker.one([30, 90])},
    "tamper": lambda maker: {},
    "software": software_parameters,
    "os": lambda maker: {"os_min": maker.one(VERSIONS[:4])},
    "known_bad": known_bad_parameters,
    "patch": lambda maker: {"level_min": maker.one([20, 4_294_967_000])},
    "service_point_data": lambda maker: {},
    "address": lambda maker: {},
    "mocked": lambda maker: {},
    "location": location_parameters,
    "hours": lambda maker: {},
    "amount": amount_parameters,
    "currency": lambda maker: {"allowed": maker.some(CURRENCIES)},
    "usage": usage_parameters,
    "require": lambda maker: {},
}

#: Conditions with more to them come up more often.
HEAVY = ["location"] * 6 + ["hours"] * 6 + ["usage"] * 8 + ["amount"] * 3 + ["document"] * 5
HEAVY += ["offline"] * 3 + ["component"] * 4 + ["disaster"] * 2
HEAVY += ["require"] * 5
HEAVY += ["registration", "pos_codes", "materials", "form", "review", "review", "support", "test_transaction"]


# ---------------------------------------------------------------- groups


def order_dates(page: dict, other: dict) -> None:
    """Both pages' dates leave at least one day on which the plan is valid."""
    first = max((entry["valid_from"] for entry in (page, other) if "valid_from" in entry), default=None)
    for entry in (page, other):
        if first is not None and "valid_through" in entry and entry["valid_through"] < first:
            entry["valid_through"] = first


def group(seed: int, number: int) -> tuple[dict, dict, list[dict]]:
    """A policy, a service point and the requests of one group."""
    maker = Maker(f"{seed}/{number}")
    point = maker.service_point()
    policy = maker.policy(point)
    order_dates(policy, point)
    adjustments = maker.adjustments(policy, point)
    if adjustments:
        point["adjustments"] = adjustments
    instants = maker.interesting_instants(policy, point)
    return policy, point, [maker.request(policy, point, instants) for _ in range(REQUESTS_A_GROUP)]


def cases(seed: int, groups: range) -> Iterator[dict]:
    for number in groups:
        policy, point, requests = group(seed, number)
        for place_in_group, request in enumerate(requests):
            yield {
                "id": f"{number}-{place_in_group}",
                "policy": policy,
                "service_point": point,
                "request": request,
            }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--groups", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for case in cases(arguments.seed, range(arguments.groups)):
        del case["id"]
        json.dump(case, sys.stdout, separators=(",", ":"))
        print()


if __name__ == "__main__":
    main()
