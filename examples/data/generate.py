#!/usr/bin/env python3
"""Makes requests.ndjson: what the terminals of the service points here asked between 16 and 27 November 2026.

Standard library only, and deterministic: the same policy, service points and script give the same bytes.

    python3 examples/data/generate.py                 # writes requests.ndjson beside this script
    python3 examples/data/generate.py --check         # writes nothing; errs where the file differs
    python3 examples/data/generate.py --intended FILE # also writes what each line is meant to show

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

    def __init__(self, name, centre, terminals, fix_datum, currency=156, noise_m=5.0, region=None):
        form = json.loads((HERE / "service-points" / f"{name}.json").read_text(encoding="utf-8"))
        self.name, self.form, self.centre, self.terminals = name, form, centre, terminals
        self.fix_datum, self.currency, self.noise_m, self.region = fix_datum, currency, noise_m, region
        self.counters = counters_of(form)

    def offset_s(self, utc_s):
        text = self.form["utc_offset"]
        for transition in self.form.get("offset_transitions", []):
            at = datetime.datetime.fromisoformat(transition["at"]).timestamp()
            if at <= utc_s:
                text = transition["utc_offset"]
        hours, minutes = text[1:].split(":")
        return (1 if text[0] == "+" else -1) * (int(hours) * 3600 + int(minutes) * 60)

    def utc_s(self, month_day, clock):
        """The instant of a local time; hours past 24 are of the night after. Not for hours that come twice."""
        month, day = map(int, month_day.split("-"))
        parts = [int(part) for part in clock.split(":")] + [0]
        local = datetime.datetime(2026, month, day, tzinfo=UTC).timestamp()
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
        )
        if usage and concerned:
            modes, kinds = scope.get("entry_modes"), scope.get("card_kinds")
            row = (usage["window"], usage["subject"], modes and tuple(modes), kinds and tuple(kinds))
            if row not in rows:
                rows.append(row)
    return sorted(rows, key=slot_order)


def slot_order(row):
    """Plans sort their counters by window, subject, entry modes and card kinds, the unrestricted first."""
    window, subject, modes, kinds = row
    words = ["", "manual", "magstripe", "chip", "contactless", "qr_code", "fallback", "stored"]
    cards = ["", "debit", "credit", "quasi_credit", "prepaid", "account"]

    def mask(names, all_names):
        return (names is not None, sum(1 << all_names.index(name) for name in names or ()))

    return (
        ["day", "month"].index(window),
        ["terminal", "service_point", "card"].index(subject),
        mask(modes, words),
        mask(kinds, cards),
    )


NOODLE = ServicePoint("hangzhou-noodle-shop", (30.2772, 120.1268), ["33010711", "33010712"], "gcj02", noise_m=7.0)
STORE = ServicePoint("shanghai-convenience-store", (31.2283, 121.4893), ["31010121", "31010122"], "gcj02")
STALL = ServicePoint("chengdu-night-market-stall", (30.6718, 104.1012), ["51010817"], "gcj02")
PHARMACY = ServicePoint("guangzhou-pharmacy", (23.1252, 113.2642), ["44010401", "44010402"], "wgs84", noise_m=3.5)
COURIER = ServicePoint("hangzhou-city-courier", (30.2590, 120.1700), ["33010551"], "gcj02", noise_m=900.0, region=330105)
DUMPLINGS = ServicePoint("flushing-dumpling-house", (40.7596, -73.8301), ["84003601"], "wgs84", currency=840)
PHONES = ServicePoint("shenzhen-phone-counter", (22.5466, 114.0836), ["44030488"], "gcj02")
TEAHOUSE = ServicePoint("beijing-teahouse-new", (39.9275, 116.4030), ["11010129"], "gcj02")
STAND = (31.2279, 121.4911)  # the store's stand at the street festival

# ------------------------------------------------------------------------------------------------ what is asked
asked = []


def ask(point, month_day, clock, amount, /, *, expect="proceed", why=None, story=None, settled=None, utc_s=None, **facts):
    """Puts a question on the list. `amount` may be a function of the counters at that moment.

    `settled`: whether the money moved in the end; what proceeds did, and a referral did where the host said yes.
    """
    at = point.utc_s(month_day, clock) if utc_s is None else utc_s
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
WAYS["store"] = WAYS["pharmacy"] = WAYS["restaurant"]

quiet = []  # (point, first instant, last instant): kept free of everyday sales, for a scene


def keep_quiet(point, month_day, first, last):
    quiet.append((point, point.utc_s(month_day, first), point.utc_s(month_day, last)))


def everyday(point, month_day, spans, count, amounts, why=None, expect="proceed"):
    """An ordinary day's questions, spread over spans of local time."""
    for _ in range(count):
        opened, closed = one_of(*((1, span) for span in spans))
        minute = between(int(opened * 60) + 4, int(closed * 60) - 6)
        amount = amounts()
        mode, kind = one_of(*WAYS[point.form["merchant_kind"]])
        terminal = one_of(*((1, terminal) for terminal in point.terminals))
        second, host = between(0, 59), one_of((97, "reachable"), (3, "unreachable"))
        at = point.utc_s(month_day, f"{minute // 60}:{minute % 60}:{second}")
        if any(owner is point and first <= at <= last for owner, first, last in quiet):
            continue
        if mode == "contactless" and terminal == "31010122" and at < point.utc_s("11-20", "9:00"):
            mode = "chip"  # its application has the double-tap fault, and the cashiers know
        if point is STALL and kind == "credit" and month_day in ("11-21", "11-26"):
            kind = "account"  # the scenes of these evenings use the credit limits up
        reason = "ENTRY_MODE_NOT_ALLOWED" if mode == "magstripe" and point.currency == 156 else why
        ask(
            point, month_day, "", amount, utc_s=at, expect=expect, why=reason,
            terminal_id=terminal, entry_mode=mode, card_kind=kind, host=host,
        )


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
    ask(p, "11-22", "12:08", 3_900, expect="refer", why="LOCATION_ACCURACY_MISSING", accuracy_m=None, story="a mocked position says nothing of its accuracy")
    ask(p, "11-22", "18:41", 8_300, near_m=(0.0, 78.0), accuracy_m=30, story="outside by less than the fix's accuracy: it may well be inside")
    ask(p, "11-23", "11:40", 4_100, expect="refer", why="LOCATION_FIX_MISSING", settled=True, no_fix=True, story="no fix since the phone restarted")
    ask(p, "11-23", "19:20", 88_000, story="a birthday table")
    ask(p, "11-23", "21:40", 88_000, transaction="void", story="voided after closing: a void is not held up", void_of=88_000)
    ask(p, "11-24", "12:26", 128_800, expect="refer", why="AMOUNT_ABOVE_LIMIT", settled=True, entry_mode="contactless", card_kind="debit", story="above the PIN-free limit: online, with the PIN")
    ask(p, "11-24", "12:31", 0, expect="decline", why="AMOUNT_ZERO", story="enter pressed without an amount")
    ask(p, "11-24", "19:02", 138_000, expect="decline", why="AMOUNT_ABOVE_LIMIT", entry_mode="contactless", card_kind="credit", host="unreachable", story="above the PIN-free limit, line down")
    ask(p, "11-25", "12:11", 4_500, expect="decline", why="ENTRY_MODE_NOT_ALLOWED", entry_mode="manual", card_kind="credit", story="a number read out over the phone")
    ask(p, "11-25", "12:47", 4_500, expect="decline", why="ENTRY_MODE_NOT_ALLOWED", entry_mode="fallback", card_kind="debit", story="the chip does not answer, so the stripe")
    ask(p, "11-25", "17:15", 5_600, expect="refer", why="ENTRY_MODE_UNKNOWN", settled=True, entry_mode=None, story="the reader's driver does not say how")
    ask(p, "11-25", "20:10", 1_260_000, expect="refer", why="SCOPE_UNKNOWN", entry_mode="chip", card_kind=None, story="a wedding, and the kind of card is not known")
    ask(p, "11-25", "20:13", 1_260_000, expect="decline", why="AMOUNT_ABOVE_LIMIT", entry_mode="chip", card_kind="credit", story="it is a credit card")
    ask(p, "11-25", "20:16", 1_260_000, entry_mode="chip", card_kind="debit", story="the uncle pays by debit card")
    ask(p, "11-26", "20:50", 4_700, story="the last evening of the food licence")
    for clock, amount in (("11:20", 3_800), ("11:52", 5_600), ("12:25", 2_600)):
        ask(p, "11-27", clock, amount, expect="decline", why="DOCUMENT_EXPIRED", story="the food licence ended yesterday")
    ask(p, "11-27", "12:40", 4_700, transaction="refund", story="yesterday's supper is still refunded")


def scenes_of_the_store():
    p, chip = STORE, {"entry_mode": "chip", "card_kind": "debit", "terminal_id": "31010121"}
    ask(p, "11-16", "07:41", 5, expect="decline", why="AMOUNT_BELOW_MINIMUM", entry_mode="qr_code", card_kind="credit", story="five fen: a stolen card tried out")
    ask(p, "11-16", "11:05", 1_234_567_890_123, expect="decline", why="AMOUNT_OUT_OF_RANGE", **chip, story="a bar code scanned into the amount")
    ask(p, "11-16", "14:25", 2_150, expect="refer", why="SOFTWARE_BELOW_MINIMUM", settled=True, entry_mode="contactless", card_kind="debit", terminal_id="31010122", story="the double-tap fault, online")
    ask(p, "11-16", "18:33", 1_890, entry_mode="contactless", card_kind="debit", terminal_id="31010122", host="unreachable", story="the double-tap fault, line down: allowed")
    ask(p, "11-17", "08:15", 2_400, expect="decline", why="SOFTWARE_BELOW_MINIMUM", terminal_id="31010119", app_version="3.1.8", story="the old terminal from the drawer")
    ask(p, "11-17", "08:22", 2_400, expect="refer", why="SOFTWARE_VERSION_UNKNOWN", app_version=None, entry_mode="chip", card_kind="debit", story="it does not say which version runs")
    ask(p, "11-17", "16:05", 12_800, expect="decline", why="CURRENCY_NOT_ALLOWED", currency=344, **chip, story="a guest asks to pay in Hong Kong dollars")
    ask(p, "11-17", "16:07", 12_800, expect="refer", why="CURRENCY_MISSING", settled=True, currency=None, **chip, story="the currency is left empty")
    # Corporate buyers empty the shelf of gift boxes; the business day ends at 23:00.
    keep_quiet(p, "11-18", "21:15", "23:02")
    ask(p, "11-18", "21:20", 980_000, **chip, story="gift boxes for a company")
    ask(p, "11-18", "21:31", 1_250_000, **chip, story="gift boxes for another")
    ask(p, "11-18", "21:44", left("shop-day-amount", 3_000_000, 1), expect="decline", why="DAY_AMOUNT_ABOVE_LIMIT", **chip, story="one fen above the day's limit")
    ask(p, "11-18", "21:46", left("shop-day-amount", 3_000_000, 0), **chip, story="a fen less: exactly the day's limit")
    ask(p, "11-18", "22:31", 650, expect="decline", why="DAY_AMOUNT_ABOVE_LIMIT", **chip, story="not even a bottle of water")
    ask(p, "11-18", "22:59:50", 1_200, expect="decline", why="DAY_AMOUNT_ABOVE_LIMIT", **chip, story="ten seconds before the batch is cut")
    ask(p, "11-18", "23:00:10", 1_200, **chip, story="ten seconds after: a new business day")
    stripe = {"entry_mode": "magstripe", "card_kind": "credit", "terminal_id": "31010121", "why": "ENTRY_MODE_NOT_ALLOWED"}
    for clock, amount in (("10:02", 6_600), ("10:04", 4_200), ("10:09", 8_900)):
        ask(p, "11-19", clock, amount, **stripe, story="a bus of visitors with stripe cards")
    ask(p, "11-19", "10:12", 5_500, **stripe | {"expect": "decline", "why": "DAY_COUNT_ABOVE_LIMIT"}, story="the fourth stripe of the day on one till")
    ask(p, "11-20", "07:30", 3_100, expect="decline", why="TAMPERED", **chip | {"tamper": "tampered"}, story="the case was opened at night")
    ask(p, "11-20", "07:31", 3_100, expect="decline", why="TAMPERED", transaction="reversal", **chip | {"tamper": "tampered"}, story="not even a reversal goes through an opened case")
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
    ask(p, "11-24", "13:20", 1_120, why="PROFILE_OUTDATED", profile_age_s=9 * 86_400, **chip, story="nine days without a new profile: noted")
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
    ask(p, "11-26", "10:05", 2_660, transaction="refund", story="a wrong box taken back")


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
    ask(p, "11-26", "13:10", 7_700, expect="refer", why="HOURS_CLOSED", story="Thanksgiving: closed")


def scenes_of_the_others():
    p = PHONES
    ask(p, "11-17", "11:30", 499_900, expect="decline", why="MERCHANT_SUSPENDED", entry_mode="chip", card_kind="credit", story="suspended, and it sells on")
    ask(p, "11-17", "11:33", 299_900, expect="decline", why="MERCHANT_SUSPENDED", entry_mode="chip", card_kind="credit", story="suspended, and it tries again")
    ask(p, "11-19", "15:10", 129_900, transaction="refund", entry_mode="chip", card_kind="debit", story="suspended, but it may refund")
    ask(p, "11-19", "15:20", 0, expect="decline", why="MCC_NOT_ALLOWED", transaction="balance", entry_mode="chip", card_kind="debit", story="dealing in vouchers (6051) is not in the portfolio")
    p = TEAHOUSE
    ask(p, "11-17", "16:00", 100, expect="decline", why="PLAN_NOT_YET_VALID", transaction="test", entry_mode="chip", card_kind="debit", story="tried out a day before it may be served")
    ask(p, "11-18", "10:15", 100, why="DOCUMENT_REJECTED", transaction="test", entry_mode="chip", card_kind="debit", story="the test of the installation; the photo was rejected")
    ask(p, "11-18", "19:30", 26_800, expect="refer", why="DOCUMENT_PENDING", settled=True, transaction="preauth", entry_mode="chip", card_kind="credit", story="a private room's deposit, the food licence waits for review")
    ask(p, "11-19", "11:05", 24_400, expect="refer", why="LOCATION_PLACE_MISSING", settled=True, transaction="preauth_completion", entry_mode="chip", card_kind="credit", story="its completion: nobody registered the place")
    ask(p, "11-21", "15:40", 16_800, expect="refer", why="DOCUMENT_PENDING", story="papers still on our desk")
    ask(p, "11-22", "15:10", 9_800, expect="decline", why="DOCUMENT_PENDING", host="unreachable", story="papers still on our desk, line down")


def left(rule_id, limit, beyond):
    """What is left of a limit, and so much beyond: known only when the sale's turn comes."""
    usage = next(rule for rule in POLICY["rules"] if rule["id"] == rule_id)
    scope, usage = usage.get("scope", {}), usage["condition"]["usage"]
    modes, kinds = scope.get("entry_modes"), scope.get("card_kinds")
    row = (usage["window"], usage["subject"], modes and tuple(modes), kinds and tuple(kinds))
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


# ------------------------------------------------------------------------------------------------ what was used before
class Ledger:
    """What moved, so that counters can be read off it."""

    def __init__(self):
        self.rows = []

    def add(self, point, since_s, of_s, amount, count, terminal, mode, kind, card):
        """Counts from `since_s` on, in the window of `of_s`."""
        self.rows.append((point, since_s, of_s, amount, count, terminal, mode, kind, card))

    def read(self, point, row, terminal, card, now_s, taken_s):
        """A counter as the terminal has it: of others what was known at `taken_s`, of itself everything."""
        window, subject, modes, kinds = row
        amount = count = 0
        for owner, since_s, of_s, row_amount, row_count, row_terminal, mode, kind, row_card in self.rows:
            known = since_s <= taken_s or (row_terminal == terminal and since_s < now_s)
            mine = {"service_point": True, "terminal": row_terminal == terminal, "card": row_card == card}[subject]
            counted = (modes is None or mode in modes) and (kinds is None or kind in kinds)
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
    ledger.add(COURIER, before, before, 9_419_350, 566, "33010551", "qr_code", "account", "")
    before = DUMPLINGS.utc_s("11-12", "12:00")
    ledger.add(DUMPLINGS, before, before, 2_184_620, 489, "84003601", "chip", "credit", "")

    asked.sort(key=lambda row: (row["at"], row["order"]))
    for number, row in enumerate(asked):
        yield request_of(row, number, ledger), row


def request_of(row, number, ledger):
    point, now, facts = row["point"], row["at"], dict(row["facts"])
    mode, kind = one_of(*[way for way in WAYS[point.form["merchant_kind"]] if way[1][0] == "qr_code"])
    ordinary = {
        "transaction": "sale", "entry_mode": mode, "card_kind": kind, "currency": point.currency, "clock": "trusted",
        "host": "reachable", "terminal": "active", "tamper": "intact", "terminal_id": point.terminals[0],
        "merchant_id": point.form["merchant_id"],
    }  # fmt: skip
    said = {name: facts.pop(name, value) for name, value in ordinary.items()}
    terminal = said["terminal_id"]
    old = terminal == "31010122" and now < point.utc_s("11-20", "9:00")
    said["app_version"] = facts.pop("app_version", "3.3.9" if old else "3.5.2")

    # The profile is fetched every night a little after four, local time.
    local = now + point.offset_s(now)
    nightly = now - (local - 4 * 3600) % 86_400 + sum(map(ord, terminal)) % 900
    age_s = facts.pop("profile_age_s", now - nightly if nightly <= now else now - nightly + 86_400)
    if age_s is not None:
        said["profile_refreshed_at_utc_s"] = now - age_s

    place(said, point, now, facts)

    # Counters: the host tells those of the service point and of the card, the terminal keeps its own.
    card = facts.pop("card", f"card-{number}")
    synced = facts.pop("synced_s", now - (between(2, 25) if said["host"] == "reachable" else between(300, 2_400)))
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
    void_of = facts.pop("void_of", None)
    assert not facts, facts
    if row["settled"] and said["transaction"] in ("sale", "preauth_completion"):
        ledger.add(point, now, now, amount, 1, terminal, said["entry_mode"], said["card_kind"], card)
    elif row["settled"] and said["transaction"] in ("void", "reversal"):
        original = [old for old in ledger.rows if old[0] is point and old[3] == void_of][-1]
        ledger.add(point, now, original[2], -void_of, -1, *original[5:])

    form = {"now_utc_s": now, **said, "amount_minor": amount, "counters": counters}
    return {name: form[name] for name in ORDER if form.get(name) is not None}


def place(said, point, now, facts):
    """Where the terminal believes itself to be."""
    near, near_m = facts.pop("near", point.centre), facts.pop("near_m", None)
    accuracy_m, age_s = facts.pop("accuracy_m", between(8, 24)), facts.pop("fix_age_s", between(2, 150))
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
    "now_utc_s", "clock", "host", "merchant_id", "terminal_id", "transaction", "amount_minor", "currency", "entry_mode",
    "card_kind", "terminal", "tamper", "app_version", "profile_refreshed_at_utc_s", "fix_lat_e7", "fix_lon_e7",
    "fix_datum", "fix_accuracy_m", "fix_at_utc_s", "fix_region", "counters",
]  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description="makes requests.ndjson")
    parser.add_argument("--check", action="store_true", help="write nothing; err where the file differs")
    parser.add_argument("--intended", type=pathlib.Path, help="also write what each line is meant to show")
    arguments = parser.parse_args()

    scenes_of_the_noodle_shop()
    scenes_of_the_store()
    scenes_of_the_stall()
    scenes_of_the_pharmacy()
    scenes_of_the_courier()
    scenes_of_the_dumpling_house()
    scenes_of_the_others()
    everyday_of_all()

    requests, intended = [], []
    for request, row in stream():
        requests.append(json.dumps(request, separators=(",", ":")) + "\n")
        said = {"service_point": row["point"].name, "outcome": row["expect"], "reason": row["why"], "story": row["story"]}
        intended.append(json.dumps(said, separators=(",", ":")) + "\n")
    text, target = "".join(requests), HERE / "requests.ndjson"
    if arguments.intended:
        arguments.intended.write_text("".join(intended), encoding="utf-8")
    if not arguments.check:
        target.write_text(text, encoding="utf-8")
    elif target.read_text(encoding="utf-8") != text:
        sys.exit(f"{target.name}: differs from what the generator makes")


if __name__ == "__main__":
    main()
