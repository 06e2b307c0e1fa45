#!/usr/bin/env python3
"""Makes requests.ndjson: what the terminals of the service points here asked in October and November 2026.

Standard library only, and deterministic: the same policy, service points and script give the same bytes.

    python3 examples/data/generate.py                 # writes requests.ndjson beside this script
    python3 examples/data/generate.py --check         # writes nothing; errs where the file differs
    python3 examples/data/generate.py --intended FILE # also writes what each line is meant to show
    python3 examples/data/generate.py --decisions FILE # also errs where the tool's decisions are not what is meant

A request is an everyday sale or a scene of a story (section "scenes"). Each says what it expects, since only what
proceeded, or was settled by the host after a referral, enters the counters of later requests. The engine is not asked:
`--intended` writes the expectations as one JSON line a request, so that they can be held against its decisions.
"""

import argparse
import datetime
import json
import math
import pathlib
import random
import re
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
UTC = datetime.timezone.utc
SEED = 20261116

# ------------------------------------------------------------------------------------------------ chance
# Everything is drawn from `random()` alone, the one method whose sequence Python promises to keep.

chance = random.Random(SEED).random


def between(low, high):
    """An integer from low to high, both included."""
    return low + int(chance() * (high - low + 1))


def one_of(*weighted):
    """One of the values, each written (weight, value)."""
    left = chance() * sum(weight for weight, _ in weighted)
    for weight, value in weighted:
        left -= weight
        if left < 0:
            return value
    return weighted[-1][1]


def bell(sigma):
    """About normal, by the sum of twelve draws, so that no mathematical library has a say."""
    return (sum(chance() for _ in range(12)) - 6.0) * sigma


# ------------------------------------------------------------------------------------------------ places
def gcj02(lat, lon):
    """WGS-84 to GCJ-02 by the public formulae."""
    a, ee, pi = 6378245.0, 0.00669342162296594323, math.pi
    x, y = lon - 105.0, lat - 35.0
    wave = (20.0 * math.sin(6.0 * x * pi) + 20.0 * math.sin(2.0 * x * pi)) * 2.0 / 3.0
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + wave
    d_lat += (20.0 * math.sin(y * pi) + 40.0 * math.sin(y / 3.0 * pi)) * 2.0 / 3.0
    d_lat += (160.0 * math.sin(y / 12.0 * pi) + 320.0 * math.sin(y * pi / 30.0)) * 2.0 / 3.0
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + wave
    d_lon += (20.0 * math.sin(x * pi) + 40.0 * math.sin(x / 3.0 * pi)) * 2.0 / 3.0
    d_lon += (150.0 * math.sin(x / 12.0 * pi) + 300.0 * math.sin(x / 30.0 * pi)) * 2.0 / 3.0
    magic = 1.0 - ee * math.sin(lat / 180.0 * pi) ** 2
    d_lat = d_lat * 180.0 / ((a * (1.0 - ee)) / (magic * math.sqrt(magic)) * pi)
    d_lon = d_lon * 180.0 / (a / math.sqrt(magic) * math.cos(lat / 180.0 * pi) * pi)
    return lat + d_lat, lon + d_lon


def fix_e7(centre, north_m, east_m, datum):
    """A fix so many metres from a WGS-84 point, in whole microdegrees as receivers give it."""
    lat = centre[0] + north_m / 111_132.0
    lon = centre[1] + east_m / (111_320.0 * math.cos(math.radians(centre[0])))
    if datum == "gcj02":
        lat, lon = gcj02(lat, lon)
    return round(lat * 1e6) * 10, round(lon * 1e6) * 10


# ------------------------------------------------------------------------------------------------ what is there
POLICY = tomllib.loads((HERE / "policy.toml").read_text(encoding="utf-8"))
ROLL_MIN = POLICY["business_day_offset_min"]


class ServicePoint:
    """A service point's file, and what the file does not say: where it really is, its terminals, their fixes."""

    def __init__(self, name, centre, terminals, fix_datum, currency=156, noise_m=5.0, region=None, model="counter", since="2023-02-01"):
        form = json.loads((HERE / "service-points" / f"{name}.json").read_text(encoding="utf-8"))
        self.name, self.form, self.centre, self.terminals = name, form, centre, terminals
        self.fix_datum, self.currency, self.noise_m, self.region = fix_datum, currency, noise_m, region
        self.model, self.since = model, max(since, form.get("valid_from", since))
        self.counters = counters_of(form)

    def offset_s(self, utc_s):
        text = self.form["utc_offset"]
        for transition in self.form.get("offset_transitions", []):
            at = datetime.datetime.fromisoformat(transition["at"]).timestamp()
            if at <= utc_s:
                text = transition["utc_offset"]
        hours, minutes = text[1:].split(":")
        return (1 if text[0] == "+" else -1) * (int(hours) * 3600 + int(minutes) * 60)

    def utc_s(self, date, clock):
        """The instant of a local time; hours past 24 are of the night after. Not for hours that come twice.

        A date without a year is of 2026.
        """
        year, month, day = map(int, (date if len(date) == 10 else f"2026-{date}").split("-"))
        parts = [int(part) for part in clock.split(":")] + [0]
        local = datetime.datetime(year, month, day, tzinfo=UTC).timestamp()
        local = int(local) + parts[0] * 3600 + parts[1] * 60 + parts[2]
        return local - self.offset_s(local - self.offset_s(local))

    def window(self, utc_s, window):
        """The business day, or the month of it, that holds an instant."""
        day = (utc_s + self.offset_s(utc_s) - ROLL_MIN * 60) // 86_400
        date = datetime.date(1970, 1, 1) + datetime.timedelta(days=day)
        return date if window == "day" else (date.year, date.month)


def counters_of(form):
    """The counters that the plan lists, slot by slot: those of the usage rules that concern the service point."""

    def holds(code, entry):
        first, _, last = entry.partition("-")
        return first <= code <= (last or first)

    rows = []
    for rule in POLICY["rules"]:
        usage, scope = rule["condition"].get("usage"), rule.get("scope", {})
        concerned = (
            form["merchant_kind"] in scope.get("merchant_kinds", [form["merchant_kind"]])
            and any(holds(form["mcc"], entry) for entry in scope.get("mccs", [form["mcc"]]))
            and any(form["region"].startswith(region) for region in scope.get("regions", [""]))
            and scope.get("remote", form.get("remote", False)) == form.get("remote", False)
        )
        if usage and concerned:
            row = row_of(rule)
            if row not in rows:
                rows.append(row)
    return sorted(rows, key=slot_order)


def row_of(rule):
    """What a rule counts: two rules that count the same look at one counter."""
    scope, usage = rule.get("scope", {}), rule["condition"]["usage"]
    modes, kinds = scope.get("entry_modes"), scope.get("card_kinds")
    restores = usage.get("refunds", "ignore") == "restore"
    return (usage["window"], usage["subject"], modes and tuple(modes), kinds and tuple(kinds), restores)


def slot_order(row):
    """Plans sort their counters by window, subject, entry modes and card kinds, the unrestricted first."""
    window, subject, modes, kinds, restores = row
    words = ["", "manual", "magstripe", "chip", "contactless", "qr_code", "fallback", "stored"]
    cards = ["", "debit", "credit", "quasi_credit", "prepaid", "account"]

    def mask(names, all_names):
        return (names is not None, sum(1 << all_names.index(name) for name in names or ()))

    return (
        ["day", "month"].index(window),
        ["terminal", "service_point", "card"].index(subject),
        mask(modes, words),
        mask(kinds, cards),
        restores,
    )


NOODLE = ServicePoint("hangzhou-noodle-shop", (30.2772, 120.1268), ["33010711", "33010712"], "gcj02", noise_m=7.0)
STORE = ServicePoint("shanghai-convenience-store", (31.2283, 121.4893), ["31010121", "31010122"], "gcj02")
STALL = ServicePoint("chengdu-night-market-stall", (30.6718, 104.1012), ["51010817"], "gcj02", model="phone")
PHARMACY = ServicePoint("guangzhou-pharmacy", (23.1252, 113.2642), ["44010401", "44010402"], "wgs84", noise_m=3.5)
COURIER = ServicePoint("hangzhou-city-courier", (30.2590, 120.1700), ["33010551"], "gcj02", noise_m=900.0, region=330105, model="phone")
DUMPLINGS = ServicePoint("flushing-dumpling-house", (40.7596, -73.8301), ["84003601"], "wgs84", currency=840)
PHONES = ServicePoint("shenzhen-phone-counter", (22.5466, 114.0836), ["44030488"], "gcj02")
TEAHOUSE = ServicePoint("beijing-teahouse-new", (39.9275, 116.4030), ["11010129"], "gcj02")
CANTEEN = ServicePoint("suzhou-park-canteen", (31.3010, 120.5690), ["32050501", "32050502"], "gcj02")
GUESTHOUSE = ServicePoint("yubeng-guesthouse", (28.3945, 98.7905), ["53342201"], "gcj02", noise_m=35.0, model="portable")
KITCHEN = ServicePoint("yubeng-trail-kitchen", (28.3868, 98.7952), ["53342202"], "gcj02", noise_m=35.0, model="portable")
SEAFOOD = ServicePoint("zhanjiang-seafood-hall", (21.1915, 110.4065), ["44080301"], "gcj02")
TEA = ServicePoint("yaan-tea-shop", (29.9877, 103.0010), ["51180201"], "gcj02")
STAND = (31.2279, 121.4911)  # the store's stand at the street festival
TENT = (29.9902, 103.0032)  # the tea shop's tent after the earthquake, 350 m from the shop

# The arcade in Hangzhou's Xiaohe street, from one end to the other, and since when each has its terminal. Until one is
# installed the owner tries with the acquirer's application on a telephone.
STREET = {
    "fruit-shop": None, "tailor": None, "key-cutter": "2024-05-20", "barber": None, "bakery": None, "bookshop": "2023-09-18",
    "flower-shop": "2025-02-24", "repair-shop": None, "stationer": None, "toy-shop": "2026-09-29", "antiques": None,
    "pet-shop": None, "photo-studio": None, "laundry": None, "bike-shop": "2026-10-14", "cafe": "2026-10-14",
    "wonton-shop": "2026-10-14", "grocery": "2026-10-14", "hardware-shop": "2023-02-01", "souvenir-shop": "2025-03-14",
}  # fmt: skip
for number, (shop, since) in enumerate(STREET.items()):
    STREET[shop] = ServicePoint(
        f"xiaohe-{shop}", (30.3110 + 0.00011 * number, 120.1390 + 0.00012 * ((number + 1) % 2)), [f"330106{number + 1:02}"],
        "gcj02", model="counter" if since and shop != "key-cutter" else "phone", since=since or "2026-09-28",
    )  # fmt: skip

# ------------------------------------------------------------------------------------------------ what is asked
asked = []


def ask(point, date, clock, amount, /, *, expect="proceed", why=None, story=None, settled=None, utc_s=None, **facts):
    """Puts a question on the list. `amount` may be a function of the counters at that moment.

    `settled`: whether the money moved in the end; what proceeds did, and a referral did where the host said yes.
    """
    at = point.utc_s(date, clock) if utc_s is None else utc_s
    settled = expect == "proceed" if settled is None else settled
    asked.append(
        {"point": point, "at": at, "amount": amount, "expect": expect, "why": why, "story": story, "settled": settled}
        | {"facts": facts, "order": len(asked)}
    )


WAYS = {
    # (weight, (entry mode, card kind))
    "restaurant": [
        (38, ("qr_code", "account")), (14, ("qr_code", "debit")), (10, ("qr_code", "credit")),
        (15, ("contactless", "debit")), (10, ("contactless", "credit")), (8, ("chip", "debit")),
        (4, ("chip", "credit")), (1, ("magstripe", "debit")),
    ],
    "micro": [(60, ("qr_code", "account")), (16, ("qr_code", "debit")), (15, ("qr_code", "credit")), (9, ("contactless", "debit"))],
    "mobile": [(75, ("qr_code", "account")), (15, ("qr_code", "debit")), (10, ("contactless", "debit"))],
    "overseas": [
        (35, ("contactless", "credit")), (20, ("contactless", "debit")), (25, ("chip", "credit")),
        (10, ("chip", "debit")), (7, ("qr_code", "account")), (3, ("magstripe", "credit")),
    ],
}
WAYS["store"] = WAYS["pharmacy"] = WAYS["lodging"] = WAYS["restaurant"]

quiet = []  # (point, first instant, last instant): kept free of everyday sales, for a scene


def keep_quiet(point, month_day, first, last):
    quiet.append((point, point.utc_s(month_day, first), point.utc_s(month_day, last)))


def everyday(point, month_day, spans, count, amounts, why=None, down_percent=3):
    """An ordinary day's questions, spread over spans of local time."""
    for _ in range(count):
        opened, closed = one_of(*((1, span) for span in spans))
        minute = between(int(opened * 60) + 4, int(closed * 60) - 6)
        amount = amounts()
        mode, kind = one_of(*WAYS[point.form["merchant_kind"]])
        terminal = one_of(*((1, terminal) for terminal in point.terminals))
        second, host = between(0, 59), one_of((100 - down_percent, "reachable"), (down_percent, "unreachable"))
        at = point.utc_s(month_day, f"{minute // 60}:{minute % 60}:{second}")
        if any(owner is point and first <= at <= last for owner, first, last in quiet):
            continue
        if mode == "contactless" and terminal == "31010122" and at < point.utc_s("11-20", "9:00"):
            mode = "chip"  # its application has the double-tap fault, and the cashiers know
        if point is STALL and kind == "credit" and month_day in ("11-21", "11-26"):
            kind = "account"  # the scenes of these evenings use the credit limits up
        ask(point, month_day, "", amount, utc_s=at, why=why, terminal_id=terminal, entry_mode=mode, card_kind=kind, host=host)


def round_prices(low, high, step):
    return lambda: between(low // step, high // step) * step


DAYS = [f"11-{day}" for day in range(16, 28)]

# ------------------------------------------------------------------------------------------------ scenes
# Each scene stands once, in the order of the shops; the list is sorted by time afterwards.


def scenes_of_the_noodle_shop():
    p, card = NOODLE, {"entry_mode": "chip", "card_kind": "debit"}
    home = {"near": (30.2465, 120.1570), "terminal_id": "33010712"}
    ask(p, "11-17", "22:10", 58_800, expect="decline", why="LOCATION_OUTSIDE_AREA", story="terminal taken home", **home, **card)
    ask(p, "11-17", "22:12", 58_800, expect="decline", why="LOCATION_OUTSIDE_AREA", story="terminal taken home, tried again", **home, **card)
    ask(p, "11-18", "09:52", 4_600, expect="refer", why="HOURS_CLOSED", settled=True, story="an early breakfast; the host lets it pass")
    ask(p, "11-18", "10:05", 3_200, expect="decline", why="HOURS_CLOSED", host="unreachable", story="another, with the line down")
    ask(p, "11-18", "13:59:59", 5_400, story="the last second of lunch")
    ask(p, "11-18", "14:00:00", 2_900, expect="refer", why="HOURS_CLOSED", settled=True, story="the first second after lunch")
    ask(p, "11-19", "12:15", 6_800, expect="refer", why="HOURS_CLOSED", story="closed for painting, and somebody sells")
    ask(p, "11-20", "18:20", 7_200, expect="refer", why="LOCATION_FIX_TOO_COARSE", settled=True, accuracy_m=450, story="only Wi-Fi to go by")
    ask(p, "11-21", "12:30", 9_600, expect="refer", why="LOCATION_FIX_STALE", settled=True, fix_age_s=2_700, story="in the basement room: the fix is 45 minutes old")
    ask(p, "11-21", "12:44", 11_800, why="LOCATION_FIX_STALE", fix_age_s=3_540, host="unreachable", story="basement, line down as well: sold, and noted")
    ask(p, "11-21", "19:05", 4_400, expect="refer", why="LOCATION_FIX_STALE", settled=True, fix_age_s=-30, story="a fix from the future")
    ask(p, "11-21", "19:30", 5_200, expect="refer", why="LOCATION_FIX_STALE", settled=True, fix_age_s=None, story="a fix that does not say when")
    ask(p, "11-22", "12:08", 3_900, expect="refer", why="LOCATION_ACCURACY_MISSING", accuracy_m=None, story="a receiver that says nothing of its accuracy")
    ask(p, "11-22", "18:41", 8_300, near_m=(0.0, 78.0), accuracy_m=30, story="outside by less than the fix's accuracy: it may well be inside")
    ask(p, "11-23", "11:40", 4_100, expect="refer", why="LOCATION_FIX_MISSING", settled=True, no_fix=True, story="no fix since the phone restarted")
    ask(p, "11-23", "19:20", 88_000, story="a birthday table")
    ask(p, "11-23", "21:40", 88_000, transaction="void", story="voided after closing: a void is not held up", void_of=88_000)
    ask(p, "11-24", "12:26", 128_800, expect="refer", why="AMOUNT_ABOVE_LIMIT", settled=True, entry_mode="contactless", card_kind="debit", story="above the PIN-free limit: online, with the PIN")
    ask(p, "11-24", "12:31", 0, expect="decline", why="AMOUNT_ZERO", story="enter pressed without an amount")
    ask(p, "11-24", "19:02", 138_000, expect="decline", why="FLOOR_LIMIT_EXCEEDED", entry_mode="contactless", card_kind="credit", host="unreachable", story="above the PIN-free limit and the floor limit, line down")
    ask(p, "11-25", "12:11", 4_500, expect="decline", why="ENTRY_MODE_NOT_ALLOWED", entry_mode="manual", card_kind="credit", story="a number read out over the phone")
    ask(p, "11-25", "12:47", 4_500, expect="decline", why="ENTRY_MODE_NOT_ALLOWED", entry_mode="fallback", card_kind="debit", story="the chip does not answer, so the stripe")
    ask(p, "11-25", "17:15", 5_600, expect="refer", why="ENTRY_MODE_UNKNOWN", settled=True, entry_mode=None, story="the reader's driver does not say how")
    ask(p, "11-25", "20:10", 1_260_000, expect="refer", why="SCOPE_UNKNOWN", entry_mode="chip", card_kind=None, story="a wedding, and the kind of card is not known")
    ask(p, "11-25", "20:13", 1_260_000, expect="decline", why="AMOUNT_ABOVE_LIMIT", entry_mode="chip", card_kind="credit", story="it is a credit card")
    ask(p, "11-25", "20:16", 1_260_000, entry_mode="chip", card_kind="debit", story="the uncle pays by debit card")
    ask(p, "11-26", "20:50", 4_700, story="the last evening of the food licence")
    for clock, amount in (("11:20", 3_800), ("11:52", 5_600), ("12:25", 2_600)):
        ask(p, "11-27", clock, amount, expect="decline", why="DOCUMENT_EXPIRED", story="the food licence ended yesterday")
    ask(p, "11-27", "12:40", 4_700, transaction="refund", original_age_s=57_000, story="yesterday's supper is still refunded")


def scenes_of_the_store():
    p, chip = STORE, {"entry_mode": "chip", "card_kind": "debit", "terminal_id": "31010121"}
    ask(p, "11-16", "07:41", 5, expect="decline", why="AMOUNT_BELOW_MINIMUM", entry_mode="qr_code", card_kind="credit", story="five fen: a stolen card tried out")
    ask(p, "11-16", "11:05", 1_234_567_890_123, expect="decline", why="AMOUNT_OUT_OF_RANGE", **chip, story="a bar code scanned into the amount")
    ask(p, "11-16", "14:25", 2_150, expect="refer", why="SOFTWARE_KNOWN_BAD", settled=True, entry_mode="contactless", card_kind="debit", terminal_id="31010122", story="the double-tap fault, online")
    ask(p, "11-16", "18:33", 1_890, entry_mode="contactless", card_kind="debit", terminal_id="31010122", host="unreachable", story="the double-tap fault, line down: allowed")
    ask(p, "11-17", "08:15", 2_400, expect="decline", why="SOFTWARE_BELOW_MINIMUM", terminal_id="31010119", app_version="3.1.8", story="the old terminal from the drawer")
    ask(p, "11-17", "08:22", 2_400, expect="refer", why="SOFTWARE_VERSION_UNKNOWN", app_version=None, entry_mode="chip", card_kind="debit", story="it does not say which version runs")
    ask(p, "11-17", "16:05", 12_800, expect="decline", why="CURRENCY_NOT_ALLOWED", currency=344, **chip, story="a guest asks to pay in Hong Kong dollars")
    ask(p, "11-17", "16:07", 12_800, expect="refer", why="CURRENCY_MISSING", settled=True, currency=None, **chip, story="the currency is left empty")
    # Corporate buyers empty the shelf of gift boxes; the business day ends at 23:00.
    keep_quiet(p, "11-18", "21:15", "23:02")
    ask(p, "11-18", "21:20", 980_000, **chip, story="gift boxes for a company")
    ask(p, "11-18", "21:31", 1_250_000, **chip, story="gift boxes for another")
    ask(p, "11-18", "21:44", left("day-amount", 3_000_000, 1), expect="decline", why="DAY_AMOUNT_ABOVE_LIMIT", **chip, story="one fen above the day's limit")
    ask(p, "11-18", "21:46", left("day-amount", 3_000_000, 0), **chip, story="a fen less: exactly the day's limit")
    ask(p, "11-18", "22:31", 650, expect="decline", why="DAY_AMOUNT_ABOVE_LIMIT", **chip, story="not even a bottle of water")
    ask(p, "11-18", "22:59:50", 1_200, expect="decline", why="DAY_AMOUNT_ABOVE_LIMIT", **chip, story="ten seconds before the batch is cut")
    ask(p, "11-18", "23:00:10", 1_200, **chip, story="ten seconds after: a new business day")
    stripe = {"entry_mode": "magstripe", "card_kind": "credit", "terminal_id": "31010121"}
    for clock, amount in (("10:02", 6_600), ("10:04", 4_200), ("10:09", 8_900)):
        ask(p, "11-19", clock, amount, **stripe, story="a bus of visitors with stripe cards")
    ask(p, "11-19", "10:12", 5_500, **stripe | {"expect": "decline", "why": "DAY_COUNT_ABOVE_LIMIT"}, story="the fourth stripe of the day on one till")
    ask(p, "11-20", "07:30", 3_100, expect="decline", why="TAMPERED", **chip | {"tamper": "tampered"}, story="the case was opened at night")
    ask(p, "11-20", "07:31", 3_100, expect="decline", why="TAMPERED", transaction="reversal", original_age_s=60, **chip | {"tamper": "tampered"}, story="not even a reversal goes through an opened case")
    ask(p, "11-20", "07:50", 2_700, expect="decline", why="TAMPER_STATE_UNKNOWN", **chip | {"tamper": None}, story="the sensors are silent")
    new = {"terminal_id": "31010123", "entry_mode": "chip", "card_kind": "debit"}
    ask(p, "11-20", "10:05", 100, expect="decline", why="TERMINAL_NOT_REGISTERED", terminal="not_registered", **new, story="a new terminal, not yet known")
    ask(p, "11-20", "10:40", 100, transaction="test", terminal="not_activated", **new, story="its test transaction")
    ask(p, "11-20", "10:48", 4_900, expect="decline", why="TERMINAL_NOT_ACTIVATED", terminal="not_activated", **new, story="sold before it was activated")
    ask(p, "11-20", "11:20", 4_900, near=STAND, **new, story="activated, at the festival stand: a second place in force")
    ask(p, "11-21", "15:10", 1_980_000, **chip, story="festival week: the day's limit is raised")
    ask(p, "11-21", "15:42", 1_640_000, **chip, story="above the base limit, within the raised one")
    ask(p, "11-22", "13:25", 3_600, near=STAND, **new, story="at the stand")
    ask(p, "11-22", "17:08", 12_000, near=STAND, **new, story="at the stand")
    # The line is down from one in the morning to half past six.
    keep_quiet(p, "11-23", "0:40", "6:50")
    down = {"host": "unreachable", "synced_s": p.utc_s("11-23", "0:58"), **chip}
    ask(p, "11-23", "00:57", 1_350, **chip, story="the last sale before the line goes down")
    ask(p, "11-23", "02:10", 890, **down, story="sold on the counters of an hour ago")
    ask(p, "11-23", "05:50", 2_260, expect="decline", why="USAGE_STALE", **down, story="the counters are almost five hours old, line down")
    ask(p, "11-23", "06:44", 2_260, expect="refer", why="USAGE_STALE", settled=True, **down | {"host": "reachable"}, story="line back, the counters not yet")
    ask(p, "11-23", "06:46", 1_740, **chip, story="fresh counters")
    ask(p, "11-23", "06:47", 1_740, transaction="reversal", **chip, story="whose answer got lost, so it is reversed", void_of=1_740)
    ask(p, "11-23", "15:30", 3_300, expect="refer", why="USAGE_MISSING", settled=True, drop="service_point", **chip, story="the counter is not there after a restart")
    ask(p, "11-23", "16:20", 2_050, expect="refer", why="USAGE_FROM_FUTURE", taken_ahead_s=3_600, **chip, story="a counter taken an hour from now")
    ask(p, "11-23", "16:41", 5_000, expect="decline", why="USAGE_OVERFLOW", corrupt=999_999_999_000, **chip, story="a counter gone wild")
    ask(p, "11-24", "09:14", 2_980, expect="refer", why="CLOCK_NOT_TRUSTED", clock="not_trusted", **chip, story="the clock's battery is empty")
    ask(p, "11-24", "09:31", 2_980, expect="decline", why="CLOCK_NOT_TRUSTED", clock="not_trusted", host="unreachable", **chip, story="and the line is down")
    ask(p, "11-24", "13:20", 1_120, profile_age_s=28 * 86_400, **chip, story="four weeks without a new profile: said in advance")
    ask(p, "11-24", "13:52", 1_460, expect="refer", why="PROFILE_OUTDATED", settled=True, profile_age_s=33 * 86_400, **chip | {"terminal_id": "31010122"}, story="a month without a new profile")
    ask(p, "11-24", "14:10", 1_460, expect="refer", why="PROFILE_AGE_UNKNOWN", settled=True, profile_age_s=None, **chip | {"terminal_id": "31010122"}, story="it does not say when it fetched its profile")
    ask(p, "11-24", "17:02", None, expect="decline", why="AMOUNT_MISSING", **chip, story="the cash register sends no amount")
    ask(p, "11-24", "20:00", 0, transaction="balance", **chip, story="what is left on the card?")
    for clock, amount in (("03:05", 350), ("03:08", 350), ("03:12", 420), ("03:15", 400), ("03:19", 350)):
        ask(p, "11-25", clock, amount, entry_mode="contactless", card_kind="prepaid", card="tried", terminal_id="31010121", story="one card, small sums, at night")
    ask(p, "11-25", "03:22", 350, expect="refer", why="DAY_COUNT_ABOVE_LIMIT", entry_mode="contactless", card_kind="prepaid", card="tried", terminal_id="31010121", story="the sixth payment of that card (risk)")
    ask(p, "11-25", "09:40", 2_300, expect="refer", why="TERMINAL_STATE_UNKNOWN", settled=True, terminal=None, **chip, story="the terminal does not know its state")
    ask(p, "11-25", "10:26", 1_980, expect="decline", why="TERMINAL_DORMANT", terminal="dormant", **chip | {"terminal_id": "31010118"}, story="the spare terminal, asleep since spring")
    ask(p, "11-27", "11:10", 4_500, expect="decline", why="LOCATION_OUTSIDE_AREA", near=STAND, **new, story="the festival is over, the stand is still there")


def scenes_of_the_stall():
    p, credit = STALL, {"entry_mode": "qr_code", "card_kind": "credit"}
    ask(p, "11-17", "25:30", 4_800, story="half past one: the span of the evening before")
    ask(p, "11-18", "12:40", 120_000, expect="decline", why="HOURS_CLOSED", near=(30.6600, 104.0700), entry_mode="contactless", card_kind="credit", story="noon, and across the town")
    ask(p, "11-18", "26:30", 6_600, expect="decline", why="HOURS_CLOSED", story="half past two, closed at two")
    ask(p, "11-19", "20:15", 5_200, expect="refer", why="LOCATION_OUTSIDE_AREA", settled=True, near_m=(70.0, 40.0), accuracy_m=12, story="moved along the row by the warden")
    ask(p, "11-19", "21:05", 3_600, expect="refer", why="LOCATION_FIX_STALE", settled=True, fix_age_s=420, story="seven minutes is too old on foot")
    ask(p, "11-20", "26:30", 7_700, story="half past two again: the hours are extended")
    ask(p, "11-21", "16:20", 5_800, story="afternoon, by the extension")
    ask(p, "11-21", "18:12", 38_800, **credit, story="a company's outing pays on credit")
    ask(p, "11-21", "19:26", 41_600, **credit, story="and orders again")
    ask(p, "11-21", "20:40", left("micro-credit-day", 100_000, 1), expect="decline", why="DAY_AMOUNT_ABOVE_LIMIT", **credit, story="one fen above CNY 1,000 of credit by QR code")
    ask(p, "11-21", "20:42", left("micro-credit-day", 100_000, 0), **credit, story="a fen less: exactly CNY 1,000")
    ask(p, "11-21", "21:15", 2_800, expect="decline", why="DAY_AMOUNT_ABOVE_LIMIT", **credit, story="no more credit today")
    ask(p, "11-21", "21:16", 2_800, entry_mode="qr_code", card_kind="account", story="the wallet pays instead")
    ask(p, "11-23", "19:10", 9_900, expect="decline", why="HOURS_CLOSED", story="the market rests on Mondays")
    ask(p, "11-25", "19:45", 260_000, expect="decline", why="AMOUNT_ABOVE_LIMIT", entry_mode="qr_code", card_kind="debit", story="CNY 2,600 for skewers")
    ask(p, "11-25", "19:58", 3_400, why="DOCUMENT_MISSING", story="no health certificate on file: told from the 24th on")
    ask(p, "11-26", "20:30", left("micro-credit-month", 1_000_000, 1), expect="decline", why="MONTH_AMOUNT_ABOVE_LIMIT", **credit, story="one fen above CNY 10,000 of credit a month")
    ask(p, "11-26", "20:33", left("micro-credit-month", 1_000_000, 0), why="DOCUMENT_MISSING", **credit, story="a fen less: exactly CNY 10,000")
    ask(p, "11-26", "22:05", 2_400, expect="decline", why="MONTH_AMOUNT_ABOVE_LIMIT", **credit, story="no more credit this month")
    ask(p, "11-26", "24:20", 5_100, expect="decline", why="PLAN_EXPIRED", story="the season ended at midnight")


def scenes_of_the_pharmacy():
    p = PHARMACY
    ask(p, "11-17", "10:26", 6_880, expect="refer", why="LOCATION_EDGE_UNCERTAIN", settled=True, near_m=(0.0, 42.0), accuracy_m=20, story="on the pavement: inside or not?")
    ask(p, "11-18", "16:30", 4_250, expect="decline", why="LOCATION_EDGE_UNCERTAIN", near_m=(0.0, 42.0), accuracy_m=20, host="unreachable", story="the same, line down")
    ask(p, "11-19", "14:45", 12_600, expect="refer", why="LOCATION_FIX_TOO_COARSE", settled=True, accuracy_m=80, story="the fix is too coarse for a building")
    ask(p, "11-20", "15:20", 1_280_000, expect="decline", why="AMOUNT_ABOVE_LIMIT", entry_mode="chip", card_kind="credit", story="wild ginseng on credit")
    ask(p, "11-20", "15:24", 1_280_000, entry_mode="chip", card_kind="debit", story="the same by debit card")
    ask(p, "11-23", "21:42", 3_980, expect="refer", why="HOURS_CLOSED", settled=True, story="a fever after closing; the host lets it pass")
    ask(p, "11-25", "11:35", 1_650_000, expect="refer", why="SCOPE_UNKNOWN", settled=True, entry_mode="chip", card_kind=None, story="the kind of card is not known, above the credit limit")
    ask(p, "11-26", "10:05", 2_660, transaction="refund", original_age_s=70_000, story="a wrong box taken back")
    ask(p, "11-26", "10:07", 2_660, expect="decline", why="REQUIREMENT_NOT_MET", transaction="refund", original_age_s=70_100, original_amount=2_600, story="sixty fen more than the box cost")
    ask(p, "11-26", "10:09", 2_660, expect="refer", why="REQUIREMENT_UNKNOWN", settled=True, transaction="refund", original_age_s=70_200, original_amount=None, story="the slip is lost: what was paid is not known here")
    ask(p, "11-26", "15:12", 46_800, expect="refer", why="REQUIREMENT_NOT_MET", settled=True, risk_score=870, entry_mode="chip", card_kind="credit", story="the model does not like this card")
    ask(p, "11-26", "15:20", 3_980, risk_score=870, entry_mode="chip", card_kind="credit", story="for a plaster it is left in peace")


def scenes_of_the_courier():
    p = COURIER
    for clock, amount in (("10:20", 3_500), ("15:45", 12_800)):
        ask(p, "11-18", clock, amount, expect="decline", why="DOCUMENT_NOT_YET_VALID", story="the old permit ended yesterday, the new one starts tomorrow")
    ask(p, "11-20", "16:15", 9_900, expect="refer", why="LOCATION_OUTSIDE_AREA", near=(30.7470, 120.7550), region=330402, story="a parcel for Jiaxing, beyond the city")
    ask(p, "11-21", "11:02", 4_500, why="LOCATION_FIX_MISSING", region=None, story="in a lift: no network to tell the region, noted")
    ask(p, "11-22", "17:40", 6_000, why="LOCATION_FIX_STALE", fix_age_s=7_200, story="two hours in a car park: noted")
    ask(p, "11-24", "14:30", 235_000, expect="decline", why="AMOUNT_ABOVE_LIMIT", story="a phone paid on delivery, above CNY 2,000")
    keep_quiet(p, "11-27", "19:00", "21:00")
    ask(p, "11-27", "19:05", 2_000, expect="refer", why="MONTH_COUNT_ABOVE_LIMIT", settled=True, story="more than 600 deliveries this month")


def scenes_of_the_dumpling_house():
    p = DUMPLINGS
    ask(p, "", "", 4_850, utc_s=1_793_511_000, entry_mode="contactless", card_kind="credit", story="01:30 in daylight time: open to 01:45")
    ask(p, "", "", 3_620, utc_s=1_793_514_600, expect="refer", why="HOURS_CLOSED", entry_mode="chip", card_kind="credit", story="01:30 once more, an hour later: closed")
    ask(p, "11-18", "12:20", 3_900, expect="decline", why="CURRENCY_NOT_ALLOWED", currency=156, entry_mode="qr_code", card_kind="account", story="a wallet from home pays in yuan")
    ask(p, "11-20", "18:10", 75, expect="decline", why="AMOUNT_BELOW_MINIMUM", story="seventy-five cents of chilli oil")
    ask(p, "11-21", "25:40", 5_500, story="just before 01:45")
    ask(p, "11-22", "19:30", 186_000, expect="decline", why="AMOUNT_ABOVE_LIMIT", entry_mode="chip", card_kind="credit", story="a banquet in one payment")
    ask(p, "11-22", "19:33", 93_000, entry_mode="chip", card_kind="credit", story="and in two")
    ask(p, "11-22", "19:34", 93_000, entry_mode="chip", card_kind="credit", story="and in two")
    ask(p, "11-23", "12:40", 18_600, transaction="refund", original_age_s=61_560, original_amount=93_000, entry_mode="chip", card_kind="credit", story="two dishes that never came: given back to the month's limit too")
    ask(p, "11-26", "13:10", 7_700, expect="refer", why="HOURS_CLOSED", story="Thanksgiving: closed")


def scenes_of_the_others():
    p = PHONES
    ask(p, "11-17", "11:30", 499_900, expect="decline", why="MERCHANT_SUSPENDED", entry_mode="chip", card_kind="credit", story="suspended, and it sells on")
    ask(p, "11-17", "11:33", 299_900, expect="decline", why="MERCHANT_SUSPENDED", entry_mode="chip", card_kind="credit", story="suspended, and it tries again")
    ask(p, "11-19", "15:10", 129_900, transaction="refund", original_age_s=20 * 86_400, entry_mode="chip", card_kind="debit", story="suspended, but it may refund")
    ask(p, "11-19", "15:20", 0, expect="decline", why="MCC_NOT_ALLOWED", transaction="balance", entry_mode="chip", card_kind="debit", story="dealing in vouchers (6051) is not in the portfolio")
    p = TEAHOUSE
    ask(p, "11-17", "16:00", 100, expect="decline", why="PLAN_NOT_YET_VALID", transaction="test", entry_mode="chip", card_kind="debit", story="tried out a day before it may be served")
    ask(p, "11-18", "10:15", 100, why="DOCUMENT_REJECTED", transaction="test", entry_mode="chip", card_kind="debit", story="the test of the installation; the photo was rejected")
    ask(p, "11-18", "19:30", 26_800, expect="refer", why="DOCUMENT_PENDING", settled=True, transaction="preauth", entry_mode="chip", card_kind="credit", story="a private room's deposit, the food licence waits for review")
    ask(p, "11-19", "11:05", 24_400, expect="refer", why="LOCATION_PLACE_MISSING", settled=True, transaction="preauth_completion", original_age_s=56_100, original_amount=26_800, original_kind="preauth", entry_mode="chip", card_kind="credit", story="its completion: nobody registered the place")
    ask(p, "11-21", "15:40", 16_800, expect="refer", why="DOCUMENT_PENDING", story="papers still on our desk")
    ask(p, "11-22", "15:10", 9_800, expect="decline", why="DOCUMENT_PENDING", host="unreachable", story="papers still on our desk, line down")


# What the first weeks of October brought, scene by scene.


def october_at_the_noodle_shop():
    p, chip = NOODLE, {"entry_mode": "chip", "card_kind": "debit", "terminal_id": "33010711"}
    ask(p, "10-02", "10:42", 3_400, expect="refer", why="HOURS_CLOSED", settled=True, story="a holiday: opens at eleven, half an hour later than on a Friday")
    ask(p, "10-02", "15:18", 5_200, story="a holiday has no break in the afternoon")
    ask(p, "10-07", "19:50", 4_900, story="ten minutes before a holiday's last order: closing soon")
    ask(p, "10-13", "12:05", 6_300, expect="decline", why="CARD_READER_FAULTY", card_reader="faulty", **chip, story="a coin in the card slot")
    ask(p, "10-13", "12:07", 6_300, entry_mode="qr_code", card_kind="account", card_reader="faulty", terminal_id="33010711", story="the same guest pays by phone, which needs no reader")
    ask(p, "10-13", "12:36", 4_100, expect="refer", why="COMPONENT_STATE_UNKNOWN", settled=True, card_reader=None, **chip, story="the reader was changed and does not report yet")
    ask(p, "10-14", "12:12", 5_600, contact="degraded", **chip, story="greasy contacts that still read")
    ask(p, "10-14", "12:21", 5_600, expect="refer", why="CONTACT_FAULTY", settled=True, contact="faulty", **chip, story="greasy contacts that do not")
    ask(p, "10-15", "12:15", 4_500, expect="decline", why="POWER_FAILING", power="failing", story="the fuse goes whenever the extractor hood starts")
    ask(p, "10-15", "12:24", 4_500, power="battery", story="on its battery meanwhile")
    ask(p, "10-15", "12:40", 3_800, why="POWER_STATE_UNKNOWN", power=None, story="plugged in again; the charger does not say so")
    ask(p, "10-16", "12:33", 4_200, expect="refer", why="LINK_WEAK", settled=True, link="weak", story="a lorry parks before the window, and the signal is weak")
    ask(p, "10-19", "11:50", 3_900, expect="decline", why="OS_BELOW_MINIMUM", os_version="7.1.2", terminal_id="33010712", story="a borrowed terminal of 2017")
    ask(p, "10-19", "12:02", 3_900, expect="refer", why="OS_VERSION_UNKNOWN", settled=True, os_version=None, terminal_id="33010712", story="a terminal that does not name its operating system")
    ask(p, "10-30", "12:18", 5_400, story="the food licence ends in four weeks: said in advance")


def october_at_the_store():
    p, chip = STORE, {"entry_mode": "chip", "card_kind": "debit", "terminal_id": "31010121"}
    ask(p, "10-09", "09:20", 2_600, expect="decline", why="TERMINAL_BOUND_ELSEWHERE", **chip | {"terminal_id": "31010998"}, story="the till of a kiosk next door on this shop's number")
    ask(p, "10-09", "09:34", 2_600, expect="refer", why="TERMINAL_BINDING_UNKNOWN", settled=True, **chip | {"terminal_id": None}, story="a cash register that leaves DE41 out")
    ask(p, "10-11", "08:10", 1_980, expect="refer", why="NOT_SIGNED_ON", settled=True, sign_on_age_s=3 * 86_400, **chip, story="three days without signing on")
    ask(p, "10-11", "08:25", 1_980, expect="refer", why="SIGN_ON_UNKNOWN", settled=True, sign_on_age_s=None, **chip, story="its memory of the last sign-on is gone")
    ask(p, "10-12", "10:48", 1_950, why="OPERATOR_NOT_TRAINED", operator="not_trained", story="a trainee's first morning: noted")
    ask(p, "10-12", "12:11", 2_500, why="OPERATOR_TRAINING_UNKNOWN", operator=None, story="nobody logged in: noted")
    ask(p, "10-12", "19:10", 7_800, expect="decline", why="KEY_PAD_FAULTY", key_pad="faulty", **chip, story="lemonade on the pad: the 7 is stuck")
    ask(p, "10-14", "13:02", 7_700, expect="decline", why="DE22_INCONSISTENT", de22=51, **chip | {"entry_mode": "magstripe", "card_kind": "credit"}, story="a stripe announced as a chip")
    ask(p, "10-14", "13:06", 7_700, expect="decline", why="DE25_INCONSISTENT", de25=8, **chip, story="08 in DE25: a mail order at the till")
    ask(p, "10-14", "13:15", 3_200, expect="refer", why="POS_CODES_MISSING", settled=True, de25=None, **chip, story="DE25 left out")
    ask(p, "10-14", "13:40", 219_900, de25=64, **chip | {"card_kind": "credit"}, story="a coffee machine by instalments")
    ask(p, "10-16", "10:12", 1_560, expect="refer", why="OS_KNOWN_BAD", settled=True, os_version="10.0.7", terminal_id="31010122", story="a build that the maker withdrew")
    ask(p, "10-16", "10:31", 2_240, why="OS_KNOWN_BAD", os_version="10.0.7", terminal_id="31010122", host="unreachable", story="the same with the line down: sold, and noted")
    ask(p, "10-16", "11:05", 1_870, expect="refer", why="PATCH_MISSING", settled=True, patch_level=202512, terminal_id="31010122", story="last patched at Christmas")
    ask(p, "10-16", "11:20", 990, why="PATCH_LEVEL_UNKNOWN", patch_level=None, terminal_id="31010122", story="a patch level that nobody can read: noted")
    ask(p, "10-18", "07:05", 1_340, expect="refer", why="DATA_LOAD_FAILED", settled=True, service_point_data="load_failed", story="its memory card is worn out: the shop's data do not load")
    ask(p, "10-18", "07:12", 1_340, expect="refer", why="DATA_VERIFY_FAILED", settled=True, service_point_data="verify_failed", story="loaded again, and the signature does not hold")
    ask(p, "10-18", "07:30", 2_050, expect="refer", why="DATA_STATE_UNKNOWN", settled=True, service_point_data=None, story="an application that does not tell whether they loaded")
    ask(p, "10-20", "18:02", 2_450, expect="refer", why="LINK_UNSTABLE", settled=True, link="unstable", story="roadworks: the line comes and goes")
    ask(p, "10-20", "18:20", 1_650, expect="refer", why="LINK_DOWN", settled=True, link="down", story="the cable is cut; the host still answers through the telephone")
    ask(p, "10-20", "18:24", 3_150, host="unreachable", story="and now not even that: within the floor limit")
    ask(p, "10-20", "19:41", 4_980, expect="refer", why="LINK_INTERFERED", link="interfered", **chip | {"card_kind": "credit"}, story="somebody with a jammer at the counter")
    ask(p, "10-20", "20:10", 1_150, why="LINK_STATE_UNKNOWN", link=None, story="the modem restarts: noted")
    ask(p, "10-22", "11:00", 0, expect="decline", why="HOST_DOWN", transaction="balance", host="unreachable", **chip, story="a balance without the host")
    ask(p, "10-22", "11:16", 8_800, expect="decline", why="HOST_TIMING_OUT", transaction="refund", original_age_s=86_400, host="timing_out", **chip, story="a refund while the host does not answer in time")
    ask(p, "10-22", "11:18", 2_750, host="timing_out", story="a sale may go without it")
    ask(p, "10-22", "11:40", 0, expect="decline", why="HOST_STATE_UNKNOWN", transaction="balance", host=None, **chip, story="nobody tells whether the host can be reached")
    ask(p, "10-22", "12:05", 8_800, transaction="refund", original_age_s=89_340, **chip, story="the host is back, and so is the money")
    down = {"host": "unreachable", **chip}
    ask(p, "10-23", "19:05", 46_000, **down, story="the line is down: the first sale without it")
    ask(p, "10-23", "19:22", 68_000, expect="decline", why="FLOOR_LIMIT_EXCEEDED", **down, story="CNY 680 at once, above the floor limit of CNY 500")
    ask(p, "10-23", "20:31", 32_000, expect="decline", why="OFFLINE_AMOUNT_ABOVE_LIMIT", offline=(178_400, 9), **down, story="all sales without the line would be above CNY 2,000")
    ask(p, "10-23", "20:33", 21_600, offline=(178_400, 9), **down, story="CNY 216 fits exactly")
    ask(p, "10-23", "20:50", 600, expect="decline", why="OFFLINE_COUNT_ABOVE_LIMIT", offline=(97_300, 20), **down | {"terminal_id": "31010122"}, story="the other till: the twenty-first sale without the line")
    ask(p, "10-23", "20:58", 1_200, expect="decline", why="OFFLINE_USAGE_MISSING", offline=None, **down | {"terminal_id": "31010122"}, story="restarted, and it has forgotten what it sold")
    ask(p, "10-23", "21:10", 600, **chip | {"terminal_id": "31010122"}, story="the line is back: nothing left to count")
    ask(p, "10-26", "09:02", 1_480, expect="refer", why="POLICY_SUPERSEDED", settled=True, policy_latest=15, **chip, story="the host told of policy version 15 for an hour, until it was withdrawn")
    ask(p, "10-26", "09:40", 2_080, expect="refer", why="POLICY_OUTDATED", settled=True, policy_age_s=9 * 86_400, **chip | {"terminal_id": "31010122"}, story="nine days without hearing which policy is the latest")
    ask(p, "10-26", "10:05", 1_720, why="POLICY_STATE_UNKNOWN", policy_latest=None, **chip | {"terminal_id": "31010122"}, story="an answer that leaves the version out: noted")
    ask(p, "10-26", "10:30", 2_300, terminal_id="31010122", story="an application below the recommended version: said in advance")


def october_elsewhere():
    p = PHARMACY
    ask(p, "10-03", "19:24", 2_980, expect="refer", why="HOURS_CLOSED", settled=True, story="a holiday: closed at six, and a child has a fever")
    ask(p, "10-12", "09:45", 5_640, expect="refer", why="PRINTER_FAULTY", settled=True, printer="faulty", story="no paper slip for the insurance: the printer's head is broken")
    old = {"terminal_id": "44010409", "entry_mode": "qr_code", "card_kind": "account"}
    ask(p, "10-13", "15:10", 3_360, why="HARDWARE_TOO_OLD", in_service_age_d=2_310, **old, story="the spare from the storeroom is six years and four months old")
    ask(p, "10-13", "15:32", 2_190, why="HARDWARE_AGE_UNKNOWN", in_service_age_d=None, **old, story="nobody knows when it was first used")
    ask(p, "10-20", "10:20", 8_850, inspected_age_d=363, **old, story="inspected a year ago all but two days: said in advance")
    ask(p, "10-20", "10:44", 4_270, expect="refer", why="INSPECTION_OVERDUE", settled=True, inspected_age_d=412, **old, story="the spare was in a drawer at the last inspection")
    ask(p, "10-20", "11:15", 1_960, why="INSPECTION_UNKNOWN", inspected_age_d=None, **old, story="its inspection was never written down")
    p = STALL
    ask(p, "10-13", "20:10", 4_600, expect="decline", why="BATTERY_TOO_LOW", battery_percent=6, story="six per cent left")
    ask(p, "10-13", "20:40", 4_600, battery_percent=14, story="fourteen, from a guest's power bank: battery low")
    ask(p, "10-13", "21:05", 3_800, why="BATTERY_LEVEL_UNKNOWN", battery_percent=None, story="an old phone that does not tell: noted")
    ask(p, "10-14", "19:15", 5_200, expect="refer", why="POSITIONING_FAULTY", settled=True, positioning="faulty", story="dropped into the charcoal: the receiver is broken")
    ask(p, "10-14", "20:32", 2_600, expect="refer", why="COMMUNICATION_FAULTY", settled=True, communication="faulty", story="and so is the modem; a neighbour's hotspot helps")
    ask(p, "10-15", "21:20", 36_000, expect="decline", why="LOCATION_MOCKED", fix_source="mocked", story="selling at home, says the system: the position is made up")
    ask(p, "10-15", "21:52", 2_400, expect="refer", why="LOCATION_MOCK_UNKNOWN", settled=True, fix_source=None, story="a phone too old to tell whether it is")
    p = COURIER
    ask(p, "10-15", "11:40", 28_000, expect="decline", why="LOCATION_MOCKED", fix_source="mocked", story="delivered in every district within an hour")
    ask(p, "11-11", "10:25", 6_900, near=(30.7470, 120.7550), region=330402, story="Double Eleven in Jiaxing: a second place in force")
    ask(p, "11-11", "14:05", 12_900, near=(30.7630, 120.7150), region=330411, story="Double Eleven in Jiaxing: a second place in force")
    p = CANTEEN
    ask(p, "10-01", "12:06", 1_800, expect="refer", why="HOURS_CLOSED", story="National Day: closed, and somebody sells")
    ask(p, "10-10", "12:03", 1_650, story="a make-up workday: this Saturday works as a Wednesday")
    ask(p, "10-10", "18:14", 2_200, story="a make-up workday: this Saturday works as a Wednesday")
    ask(p, "10-17", "12:10", 1_800, expect="refer", why="HOURS_CLOSED", story="an ordinary Saturday: closed")
    ask(p, "2026-12-31", "12:15", 1_700, story="the calendar ends tonight: said in advance, for the last time")
    ask(p, "2027-01-01", "12:20", 1_700, why="HOURS_CALENDAR_UNKNOWN", story="New Year's Day by any other calendar; nobody loaded that of 2027")
    ask(p, "2027-01-04", "12:05", 1_600, why="HOURS_CALENDAR_UNKNOWN", story="a Monday, and still nobody has")


def scenes_of_the_guesthouse():
    p, chip = GUESTHOUSE, {"entry_mode": "chip", "card_kind": "credit"}
    ask(p, "10-02", "20:10", 80_000, transaction="preauth", link="weak", **chip, story="the deposit for a room, over a weak link")
    ask(p, "10-03", "09:05", 36_000, transaction="preauth_completion", link="unstable", original_age_s=46_500, original_amount=80_000, original_kind="preauth", **chip, story="its completion, over an unstable one")
    ask(p, "10-04", "09:10", 92_000, transaction="preauth_completion", original_age_s=46_800, original_amount=80_000, original_kind="preauth", **chip, story="a completion of exactly 115 per cent")
    ask(p, "10-04", "09:25", 92_001, expect="decline", why="REQUIREMENT_NOT_MET", transaction="preauth_completion", original_age_s=47_700, original_amount=80_000, original_kind="preauth", **chip, story="and of a fen more")
    ask(p, "10-04", "19:20", 80_000, expect="decline", why="DE25_INCONSISTENT", transaction="preauth", de25=0, **chip, story="a deposit announced as a sale")
    ask(p, "10-04", "22:59", 38_800, entry_mode="magstripe", card_kind="debit", story="a stripe, a minute before eleven")
    ask(p, "10-04", "23:00", 38_800, expect="refer", why="AMOUNT_ABOVE_LIMIT", settled=True, entry_mode="magstripe", card_kind="debit", story="a stripe at eleven is for the host")
    ask(p, "10-05", "18:40", 80_000, expect="decline", why="HOST_DOWN", transaction="preauth", host="unreachable", **chip, story="a deposit without the host")
    ask(p, "10-05", "18:43", 128_000, host="unreachable", **chip, story="so the room is paid in advance: within a mountain's floor limit")
    ask(p, "10-05", "19:02", 168_000, expect="decline", why="FLOOR_LIMIT_EXCEEDED", host="unreachable", **chip, story="a room with a view of the peak is above it")
    ask(p, "10-06", "08:15", 24_000, fix_age_s=5_400, accuracy_m=420, story="a fix of an hour and a half ago, good to 420 m: the right village")
    ask(p, "10-06", "21:30", 9_600, expect="refer", why="LINK_INTERFERED", settled=True, link="interfered", story="a film team's radios")
    ask(p, "10-12", "20:05", 6_800, expect="decline", why="BATTERY_TOO_LOW", power="battery", battery_percent=4, story="the mill stream froze, so no power: four per cent left")
    ask(p, "10-12", "20:25", 6_800, expect="decline", why="POWER_FAILING", power="failing", battery_percent=5, story="a generator that stalls")
    ask(p, "10-12", "20:50", 6_800, power="mains", battery_percent=7, story="a generator that runs: on mains the battery does not matter")
    snow = {"host": "unreachable", "fix_age_s": 6_600, **chip}
    ask(p, "11-08", "19:30", 64_000, offline=(932_000, 31), **snow, story="the fifth day of snow")
    ask(p, "11-08", "19:48", 12_000, expect="decline", why="OFFLINE_AMOUNT_ABOVE_LIMIT", offline=(996_000, 32), **snow, story="above CNY 10,000 without the line")
    ask(p, "11-09", "08:30", 3_600, expect="decline", why="OFFLINE_COUNT_ABOVE_LIMIT", offline=(968_000, 50), **snow, story="the fifty-first sale without the line")
    ask(p, "11-09", "16:20", 4_200, link="weak", story="the road is clear and the mast has power")
    p = KITCHEN
    ask(p, "10-04", "12:40", 6_800, why="HOURS_NOT_REGISTERED", link="weak", story="open when hikers come: nobody registered hours, noted")
    ask(p, "10-04", "21:15", 3_600, why="HOURS_NOT_REGISTERED", link="unstable", story="open when hikers come: nobody registered hours, noted")
    ask(p, "10-06", "13:05", 9_400, why="HOURS_NOT_REGISTERED", host="unreachable", story="and without the line")


def scenes_of_the_disasters():
    p = SEAFOOD
    for clock, amount in (("12:10", 28_600), ("18:45", 41_800)):
        ask(p, "10-20", clock, amount, expect="decline", why="DISASTER_SUSPENDED", story="the typhoon: the city has stopped business")
    ask(p, "10-21", "10:20", 36_800, transaction="refund", original_age_s=2 * 86_400, story="a wedding called off is refunded all the same")
    ask(p, "10-22", "23:10", 16_800, expect="decline", why="DISASTER_SUSPENDED", story="the last hour of the last day")
    ask(p, "10-23", "18:05", 19_800, expect="decline", why="DAMAGED", damage="damaged", story="open again, with water in the terminal")
    ask(p, "10-24", "12:30", 22_400, why="DAMAGE_UNKNOWN", damage=None, story="repaired; nobody entered what was found: noted")
    ask(p, "10-31", "19:40", 31_200, story="tomorrow a regulation comes into force: said in advance")
    ask(p, "11-01", "12:15", 26_400, expect="decline", why="REGULATION_NOT_MET", story="no complaint line at the till, as from today it has to be")
    ask(p, "11-02", "18:50", 33_600, expect="decline", why="REGULATION_NOT_MET", story="nor on the next day")
    ask(p, "11-02", "19:05", 26_400, transaction="refund", original_age_s=3 * 86_400, story="a refund is not asked")
    p = TEA
    ask(p, "10-26", "16:40", 8_800, expect="proceed", why="LOCATION_OUTSIDE_AREA", near=TENT, story="an hour after the earthquake: water and biscuits from a tent")
    ask(p, "10-27", "11:30", 12_600, why="LOCATION_OUTSIDE_AREA", near=TENT, link="unstable", sign_on_age_s=2 * 86_400, story="from the tent, not signed on, the link limps: all softened")
    ask(p, "10-27", "22:40", 4_200, why="LOCATION_OUTSIDE_AREA", near=TENT, story="from the tent at night: place and hours, both softened")
    ask(p, "10-28", "07:10", 3_600, why="HOURS_CLOSED", story="before opening, in the shop: softened")
    ask(p, "10-29", "10:15", 58_000, expect="decline", why="LOCATION_MOCKED", near=TENT, fix_source="mocked", story="a made-up position is softened by nobody")
    ask(p, "10-29", "12:10", 15_400, expect="decline", why="DAMAGED", near=TENT, damage="damaged", story="nor is a broken case: the merchant asks for support")
    ask(p, "11-05", "10:40", 9_900, story="five working days after it asked, not a day more")
    ask(p, "11-06", "09:25", 7_200, why="SUPPORT_OVERDUE", story="the sixth: we are late")
    ask(p, "11-06", "14:20", 18_800, expect="refer", why="LINK_UNSTABLE", settled=True, link="unstable", story="the lines are no longer excused")
    ask(p, "11-16", "10:30", 16_600, expect="decline", why="LOCATION_OUTSIDE_AREA", near=TENT, story="still in the tent; nor is the place")


def scenes_of_the_street():
    def at(shop, date, clock, amount, why, story, expect="decline", **facts):
        ask(STREET[shop], date, clock, amount, expect=expect, why=why, story=story, **facts)

    test = {"transaction": "test", "terminal": "not_activated", "entry_mode": "qr_code", "card_kind": "account"}
    at("fruit-shop", "10-12", "10:20", 2_350, "MATERIAL_MISSING", "no bank card to settle to was handed in")
    at("tailor", "10-12", "11:05", 6_000, "MATERIAL_REJECTED", "the bank card is the sister's")
    at("key-cutter", "10-12", "14:30", 1_500, "MATERIAL_PENDING", "the owner's new identity card waits to be looked at", "refer")
    at("key-cutter", "10-12", "14:50", 1_500, "MATERIAL_PENDING", "the same, with the line down", host="unreachable")
    at("barber", "10-12", "16:10", 4_800, "FORM_FIELD_MISSING", "the form does not say what kind of business it is")
    at("bakery", "10-12", "17:25", 2_260, "FORM_FIELD_WRONG", "the form's address is the flat upstairs")
    at("bookshop", "10-13", "10:40", 5_800, "FORM_FIELD_PENDING", "moved two doors on: the new address waits to be looked at", "refer")
    at("flower-shop", "10-13", "11:30", 8_800, "CREDIT_CHECK_PENDING", "a new owner: the credit bureau has not answered", "refer")
    at("repair-shop", "10-13", "15:20", 12_000, "CREDIT_CHECK_FAILED", "the owner is on the court's list of debtors")
    at("stationer", "10-13", "16:45", 1_280, "REVIEW_NOT_SUBMITTED", "everything is filled in, and nobody pressed the button")
    at("toy-shop", "10-09", "15:00", 9_900, "REVIEW_PENDING", "handed in on 29 September: with the holiday between, the third working day", "refer")
    at("toy-shop", "10-10", "11:00", 9_900, "REVIEW_OVERDUE", "a Saturday that is worked: we are late", "refer")
    at("antiques", "10-13", "17:15", 88_000, "REVIEW_REJECTED", "the review found a pawn shop")
    at("pet-shop", "10-14", "10:10", 100, "TERMINAL_NOT_SHIPPED", "the owner tries out a terminal that is still in our store", **test)
    at("photo-studio", "10-14", "10:50", 100, "TERMINAL_NOT_DELIVERED", "its id is tried out while it is on a lorry", **test)
    at("laundry", "10-14", "14:05", 3_500, "INSTALLATION_PENDING", "the parcel came; the engineer comes on Friday")
    at("bike-shop", "10-14", "15:30", 100, "REGISTRATION_FIELD_WRONG", "the engineer's test: the telephone rings at a stranger's", "refer", **test)
    at("bike-shop", "10-14", "15:55", 26_000, "INSTALLATION_FAILED", "no socket within reach: not installed")
    at("cafe", "10-15", "10:00", 100, "REGISTRATION_FIELD_MISSING", "the engineer's test: there is no telephone number", "refer", **test)
    at("cafe", "10-15", "10:35", 3_200, "TRAINING_PENDING", "the owner was out when the engineer showed how it works")
    at("wonton-shop", "10-15", "11:20", 1_600, "TEST_TRANSACTION_PENDING", "a bowl of wonton before the test")
    at("wonton-shop", "10-15", "11:26", 100, "REGISTRATION_FIELD_UNCHECKED", "the test goes through; nobody has called the number yet: noted", "proceed", **test)
    at("grocery", "10-16", "09:30", 4_450, "TEST_TRANSACTION_FAILED", "yesterday's test timed out")
    at("grocery", "10-16", "09:48", 100, "ADDRESS_NOT_CHECKED", "the test again: it goes through; the address was never looked at", "proceed", **test)
    at("hardware-shop", "10-19", "10:15", 5_900, "APPLICATION_NOT_RECORDED", "taken over from another acquirer, without its file", "refer", settled=True)
    at("hardware-shop", "10-19", "16:30", 3_300, "APPLICATION_NOT_RECORDED", "the same, with the line down", host="unreachable")
    at("souvenir-shop", "10-21", "13:40", 16_800, "ADDRESS_DIFFERS", "the inspector found a tea shop at its address")
    at("souvenir-shop", "10-21", "14:10", 16_800, None, "a refund is made where the merchant is", "proceed", transaction="refund", original_age_s=4 * 86_400)


def left(rule_id, limit, beyond):
    """What is left of a limit, and so much beyond: known only when the sale's turn comes."""
    row = row_of(next(rule for rule in POLICY["rules"] if rule["id"] == rule_id))
    return lambda values: limit - values[row] + beyond


# ------------------------------------------------------------------------------------------------ everyday
def everyday_of_all():
    lunch, supper = (10.5, 14), (16.5, 21)
    noodles, store = round_prices(1_500, 7_200, 100), lambda: between(320, 8_600)
    for at, day in enumerate(DAYS):
        weekend = at % 7 >= 5
        if day not in ("11-19", "11-27"):
            spans = [supper] if day == "11-20" else [lunch, lunch, supper]
            everyday(NOODLE, day, spans, 6 if weekend else 5, noodles)
        everyday(STORE, day, [(0, 6), (6, 11), (11, 17), (17, 24), (7, 22)], 6 if weekend else 5, store)
        why = "DOCUMENT_MISSING" if day >= "11-24" else None
        if day not in ("11-16", "11-23", "11-27"):
            # What is sold after midnight is of the next date, on which other rules and limits may hold.
            everyday(STALL, day, [(18.2, 23.9)] if day >= "11-23" else [(18.2, 25.8)], 6 if weekend else 4, round_prices(1_200, 9_800, 200), why)
        everyday(PHARMACY, day, [(8.5, 21.5)], 4 if weekend else 3, lambda: between(980, 26_000))
        if day != "11-18":
            everyday(COURIER, day, [(8.5, 20)], 3 if day < "11-27" else 2, round_prices(800, 38_000, 50))
        if day not in ("11-26", "11-27"):
            everyday(DUMPLINGS, day, [(11, 15), (17, 22.5)], 2, lambda: between(1_240, 9_600))


def everyday_of_october():
    lunch, supper, noodles = (10.5, 14), (16.5, 21), round_prices(1_500, 7_200, 100)
    for day in ("10-01", "10-04", "10-06"):
        everyday(NOODLE, day, [(11, 20)], 2, noodles)
    for day in ("10-08", "10-09", "10-13", "10-14", "10-15", "10-16", "10-19", "10-24", "10-30"):
        everyday(NOODLE, day, [lunch, supper], 2, noodles)
    for day in ("10-01", "10-03", "10-05", "10-07", "10-09", "10-11", "10-14", "10-16", "10-18", "10-20", "10-22", "10-24", "10-26", "10-29"):
        everyday(STORE, day, [(7, 18)], 2, lambda: between(320, 8_600))
    for day in ("10-03", "10-08", "10-10", "10-12", "10-13", "10-20", "10-28"):
        everyday(PHARMACY, day, [(9, 18)], 2, lambda: between(980, 26_000))
    for day in ("10-08", "10-09", "10-10", "10-13", "10-16", "10-20", "10-27", "11-03", "11-10", "11-17"):
        everyday(CANTEEN, day, [(7, 9), (11, 13), (17, 19.4)], 2, round_prices(800, 2_600, 50))
    for day in ("10-02", "10-03", "10-04", "10-07", "10-12", "10-20", "11-03", "11-12", "11-20"):
        everyday(GUESTHOUSE, day, [(7, 22)], 2, round_prices(3_000, 42_000, 200), down_percent=20)
    for day in ("10-09", "10-12", "10-15", "10-22"):
        everyday(COURIER, day, [(8.5, 20)], 2, round_prices(800, 38_000, 50))
    for day in ("10-16", "10-17", "10-18", "10-19", "10-25", "10-28", "10-31"):
        everyday(SEAFOOD, day, [(10.5, 14), (17, 23)], 2, round_prices(6_000, 42_000, 200))
    for day in ("10-09", "10-16", "10-23", "10-25"):
        everyday(TEA, day, [(9, 20.5)], 2, round_prices(2_800, 36_000, 400))
    for day in ("10-13", "10-14", "10-15", "10-16"):
        everyday(STALL, day, [(18.2, 23)], 2, round_prices(1_200, 9_800, 200))


# ------------------------------------------------------------------------------------------------ what was used before
class Ledger:
    """What moved, so that counters can be read off it."""

    def __init__(self):
        self.rows = []
        self.offline = {}  # by terminal: amount and count since the host was last reached

    def add(self, point, since_s, of_s, amount, count, terminal, mode, kind, card, refund=False):
        """Counts from `since_s` on, in the window of `of_s`."""
        self.rows.append((point, since_s, of_s, amount, count, terminal, mode, kind, card, refund))

    def read(self, point, row, terminal, card, now_s, taken_s):
        """A counter as the terminal has it: of others what was known at `taken_s`, of itself everything."""
        window, subject, modes, kinds, restores = row
        amount = count = 0
        for owner, since_s, of_s, row_amount, row_count, row_terminal, mode, kind, row_card, refund in self.rows:
            known = since_s <= taken_s or (row_terminal == terminal and since_s < now_s)
            mine = {"service_point": True, "terminal": row_terminal == terminal, "card": row_card == card}[subject]
            counted = (modes is None or mode in modes) and (kinds is None or kind in kinds) and (restores or not refund)
            if owner is point and known and mine and counted and point.window(of_s, window) == point.window(taken_s, window):
                amount, count = amount + row_amount, count + row_count
        return amount, count


# ------------------------------------------------------------------------------------------------ the stream
def stream():
    """Every request with what is intended, in the order of time."""
    ledger = Ledger()
    # What November had brought before the first day of the stream.
    before = STALL.utc_s("11-12", "20:00")
    ledger.add(STALL, before, before, 827_300, 131, "51010817", "qr_code", "credit", "")
    before = COURIER.utc_s("11-12", "12:00")
    ledger.add(COURIER, before, before, 9_419_350, 564, "33010551", "qr_code", "account", "")
    before = DUMPLINGS.utc_s("11-12", "12:00")
    ledger.add(DUMPLINGS, before, before, 2_184_620, 489, "84003601", "chip", "credit", "")

    asked.sort(key=lambda row: (row["at"], row["order"]))
    for number, row in enumerate(asked):
        yield request_of(row, number, ledger), row


# The first two digits of DE22 say how the card was read, the third whether a PIN could be keyed in.
DE22 = {"manual": 12, "magstripe": 21, "chip": 51, "contactless": 71, "qr_code": 32, "fallback": 801, "stored": 102}


def request_of(row, number, ledger):
    point, now, facts = row["point"], row["at"], dict(row["facts"])
    mode, kind = one_of(*[way for way in WAYS[point.form["merchant_kind"]] if way[1][0] == "qr_code"])
    ordinary = {
        "transaction": "sale", "entry_mode": mode, "card_kind": kind, "currency": point.currency, "clock": "trusted",
        "host": "reachable", "terminal": "active", "tamper": "intact", "terminal_id": point.terminals[0],
        "merchant_id": point.form["merchant_id"], "damage": "none", "service_point_data": "loaded", "operator": "trained",
        "positioning": "working", "communication": "working", "power": "mains", "fix_source": "genuine",
        "os_version": "10.2.4", "patch_level": 202609,
    }  # fmt: skip
    if point.model == "phone":
        ordinary |= {"power": "battery", "battery_percent": between(34, 97), "os_version": "13.0.0"}
    else:
        ordinary |= {part: "working" for part in ("card_reader", "contact", "printer", "key_pad")}
    if point.model == "portable":
        ordinary |= {"power": one_of((2, "mains"), (1, "battery")), "battery_percent": between(52, 100)}
    said = {name: facts.pop(name, value) for name, value in ordinary.items()}
    link = "up" if point.model != "portable" else one_of((2, "up"), (3, "weak"), (1, "unstable"))
    said["link"] = facts.pop("link", link if said["host"] != "unreachable" else "down")
    said["de22"] = facts.pop("de22", DE22.get(said["entry_mode"]))
    said["de25"] = facts.pop("de25", 6 if said["transaction"].startswith("preauth") else 0)
    terminal = said["terminal_id"]
    old = terminal == "31010122" and now < point.utc_s("11-20", "9:00")
    said["app_version"] = facts.pop("app_version", "3.3.9" if old else "3.5.2")
    synced = facts.pop("synced_s", now - (between(2, 25) if said["host"] == "reachable" else between(300, 2_400)))
    history(said, point, now, synced, facts)
    place(said, point, now, facts)

    # Counters: the host tells those of the service point and of the card, the terminal keeps its own.
    card = facts.pop("card", f"card-{number}")
    drop, ahead_s, corrupt = facts.pop("drop", None), facts.pop("taken_ahead_s", None), facts.pop("corrupt", None)
    counters, values = [], {}
    for slot, counter in enumerate(point.counters):
        subject = counter[1]
        taken = now - between(0, 2) if subject == "terminal" else synced
        if subject == "card" and said["host"] != "reachable":
            continue  # the key of a card is made by the host
        amount, count = ledger.read(point, counter, terminal, card, now, taken)
        values[counter] = amount
        if subject == drop:
            continue
        if subject == "service_point" and ahead_s is not None:
            taken = now + ahead_s
        if subject == "service_point" and corrupt is not None:
            amount = corrupt
        counters.append({"slot": slot, "amount_minor": amount, "count": count, "taken_at_utc_s": taken})

    amount = row["amount"](values) if callable(row["amount"]) else row["amount"]
    moved = row["settled"] and said["transaction"] in ("sale", "preauth_completion")
    back = row["settled"] and said["transaction"] in ("void", "reversal", "refund")

    # What was approved without the host since it was last reached.
    if said["host"] == "reachable":
        ledger.offline[terminal] = (0, 0)
    without = facts.pop("offline", ledger.offline.setdefault(terminal, (0, 0)))
    if without is not None:
        said["offline_amount_minor"], said["offline_count"] = without
        if moved and said["host"] != "reachable":
            ledger.offline[terminal] = (without[0] + amount, without[1] + 1)

    # What is undone or completed names its original.
    void_of, original_s = facts.pop("void_of", None), now - facts.pop("original_age_s", 0)
    who = (terminal, said["entry_mode"], said["card_kind"], card)
    if void_of is not None:
        original = [old for old in ledger.rows if old[0] is point and old[3] == void_of][-1]
        original_s, who = original[2], original[5:9]
    if original_s < now:
        said["original_at_utc_s"] = original_s
        said["original_amount_minor"] = facts.pop("original_amount", amount)
        said["original_transaction"] = facts.pop("original_kind", "sale")
    said["custom_0"] = facts.pop("risk_score", None)
    assert not facts, facts
    if moved:
        ledger.add(point, now, now, amount, 1, *who)
    elif back:
        refund = said["transaction"] == "refund"
        ledger.add(point, now, original_s, -amount, 0 if refund else -1, *who, refund)

    form = {"now_utc_s": now, **said, "amount_minor": amount, "counters": counters}
    return {name: form[name] for name in ORDER if form.get(name) is not None}


def history(said, point, now, synced, facts):
    """What a terminal remembers of itself: when it last heard from the host, was put into service and inspected."""
    # The profile is fetched every night a little after four, local time; the terminal signs on with it.
    name = said["terminal_id"] or point.terminals[0]
    mark, local = sum(map(ord, name)), now + point.offset_s(now)
    nightly = now - (local - 4 * 3600) % 86_400 + mark % 900
    if nightly > synced:
        nightly -= 86_400  # not yet, or the line was down
    ages = {
        "profile_refreshed_at_utc_s": facts.pop("profile_age_s", now - nightly),
        "signed_on_at_utc_s": facts.pop("sign_on_age_s", now - nightly - 8),
        "policy_confirmed_at_utc_s": facts.pop("policy_age_s", now - nightly - 9),
    }
    said["policy_version_latest"] = facts.pop("policy_latest", POLICY["version"])

    used = point.utc_s(point.since, "10:00") + (mark * 37 % 500 * 86_400 if point.since < "2025" else 0)
    seen = point.utc_s("03-02", "10:30") + mark * 7 % 190 * 86_400
    if point.since > "2026-06":
        used = seen = point.utc_s(point.since, "9:30")  # being installed, it was looked at
    if name == "31010123":  # the store's new terminal
        used = seen = point.utc_s("11-20", "10:35")
    for fact, at, age in (("in_service_since_utc_s", used, "in_service_age_d"), ("inspected_at_utc_s", seen, "inspected_age_d")):
        days = facts.pop(age, -1)
        ages[fact] = days if days is None else now - at if days < 0 else days * 86_400 + 3_600
    # An instant that is still to come is not known yet.
    said |= {fact: now - age_s for fact, age_s in ages.items() if age_s is not None and age_s >= 0}


def place(said, point, now, facts):
    """Where the terminal believes itself to be."""
    near, near_m = facts.pop("near", point.centre), facts.pop("near_m", None)
    gorge = point.model == "portable"
    accuracy_m = facts.pop("accuracy_m", between(40, 180) if gorge else between(8, 24))
    age_s = facts.pop("fix_age_s", between(60, 3_000) if gorge else between(2, 150))
    no_fix, region = facts.pop("no_fix", False), facts.pop("region", point.region)
    # Noise no greater than three sigma, so that it stays within what the receiver claims.
    noise = [max(-3 * point.noise_m, min(3 * point.noise_m, bell(point.noise_m))) for _ in range(2)]
    north_m, east_m = near_m or noise
    if region == point.region == 330105:
        region = one_of((4, 330105), (3, 330106), (2, 330102), (2, 330108), (1, 330110), (1, 330109))
    if age_s is not None and not no_fix:
        said["fix_at_utc_s"] = now - age_s
    if no_fix:
        return
    said["fix_lat_e7"], said["fix_lon_e7"] = fix_e7(near, north_m, east_m, point.fix_datum)
    said["fix_datum"], said["fix_accuracy_m"], said["fix_region"] = point.fix_datum, accuracy_m, region


ORDER = [
    "now_utc_s", "clock", "host", "link", "merchant_id", "terminal_id", "transaction", "amount_minor", "currency", "entry_mode",
    "card_kind", "de22", "de25", "original_at_utc_s", "original_amount_minor", "original_transaction", "operator", "terminal",
    "tamper", "damage", "power", "battery_percent", "card_reader", "contact", "key_pad", "printer", "positioning",
    "communication", "app_version", "os_version", "patch_level", "service_point_data", "in_service_since_utc_s",
    "inspected_at_utc_s", "profile_refreshed_at_utc_s", "signed_on_at_utc_s", "policy_confirmed_at_utc_s",
    "policy_version_latest", "fix_lat_e7", "fix_lon_e7", "fix_datum", "fix_accuracy_m", "fix_at_utc_s", "fix_region",
    "fix_source", "offline_amount_minor", "offline_count", "custom_0", "counters",
]  # fmt: skip


def held_against(decisions, intended):
    """What differs between the tool's decisions and the intentions, and which reasons no request has as its primary one."""
    wrong = []
    if len(decisions) != len(intended):
        wrong.append(f"{len(decisions)} decisions for {len(intended)} requests")
    for number, (decision, said) in enumerate(zip(decisions, intended), 1):
        found, wanted = ((row["outcome"], row["reason"]) for row in (decision, said))
        if found != wanted:
            wrong.append(f"line {number}, {said['service_point']}: {found} instead of {wanted} ({said['story'] or 'everyday'})")
    table = (HERE.parent.parent / "docs" / "reasons.md").read_text(encoding="utf-8")
    met = {said["reason"] for said in intended} | {"HOST_UNREACHABLE"}  # which never is the primary reason
    met |= {"OTHER_SERVICE_POINT", "SERVICE_POINT_UNKNOWN"}  # which find no plan in a stream for several shops
    wrong += [f"{name}: no request meets it" for name in re.findall(r"^\| \d+ \| `(\w+)`", table, re.M) if name not in met]
    return wrong


def main():
    parser = argparse.ArgumentParser(description="makes requests.ndjson")
    parser.add_argument("--check", action="store_true", help="write nothing; err where the file differs")
    parser.add_argument("--intended", type=pathlib.Path, help="also write what each line is meant to show")
    parser.add_argument("--decisions", type=pathlib.Path, help="also err where these decisions (NDJSON) are not what is meant")
    arguments = parser.parse_args()

    scenes_of_the_noodle_shop()
    scenes_of_the_store()
    scenes_of_the_stall()
    scenes_of_the_pharmacy()
    scenes_of_the_courier()
    scenes_of_the_dumpling_house()
    scenes_of_the_others()
    october_at_the_noodle_shop()
    october_at_the_store()
    october_elsewhere()
    scenes_of_the_guesthouse()
    scenes_of_the_disasters()
    scenes_of_the_street()
    everyday_of_all()
    everyday_of_october()

    requests, intended = [], []
    for request, row in stream():
        requests.append(json.dumps(request, separators=(",", ":")) + "\n")
        said = {"service_point": row["point"].name, "outcome": row["expect"], "reason": row["why"], "story": row["story"]}
        intended.append(said)
    text, target = "".join(requests), HERE / "requests.ndjson"
    if arguments.intended:
        lines = (json.dumps(said, separators=(",", ":")) + "\n" for said in intended)
        arguments.intended.write_text("".join(lines), encoding="utf-8")
    if not arguments.check:
        target.write_text(text, encoding="utf-8")
    elif target.read_text(encoding="utf-8") != text:
        sys.exit(f"{target.name}: differs from what the generator makes")
    if arguments.decisions:
        lines = arguments.decisions.read_text(encoding="utf-8").splitlines()
        if wrong := held_against([json.loads(line) for line in lines], intended):
            sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
