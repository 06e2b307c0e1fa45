"""Every condition by its name (Qualification, Application, Environment, System, Set-up, Location, Limits).

Each takes the case, the rule and the condition's parameters, and returns a judgement that already shows what its
finding shows.  Scope and dates of the rule are not theirs to look at.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Callable

import hours as opening
from case import Case, Judgement
from localtime import ONE_DAY, between, parse_date
from place import Position, area_distance_m, region_holds, region_may_hold, shown_m, to_wgs84
from words import DAY_S, DE22_FIRST_TWO, DE4_MAX, FACT_WORDS, SHOWN_MAX, in_code_list, version, version_text

Condition = Callable[[Case, dict, dict], Judgement]


def clock_unknown(fact: str | None = None) -> Judgement:
    """What needs the time is unknown without a trusted clock, and shows nothing but its fact (guard.clock)."""
    return Judgement("unknown", "CLOCK_NOT_TRUSTED", fact=fact)


# ---------------------------------------------------------------- conditions on a word


def on_word(
    case: Case, fact: str, accepted: list[str], reason_of: Callable[[str], str], unknown: str
) -> Judgement:
    """A word that is accepted passes, another fails with its reason, an absent one is unknown."""
    word = case.fact(fact)
    in_order = [known for known in FACT_WORDS[fact] if known in accepted]
    shown = dict(fact=fact, unit="word", observed=word, required={"one_of": in_order})
    if word is None:
        return Judgement("unknown", unknown, **shown)
    if word in accepted:
        return Judgement("pass", **shown)
    return Judgement("fail", reason_of(word), **shown)


def entry_mode(case: Case, rule: dict, parameters: dict) -> Judgement:
    """entry_mode.allowed"""
    return on_word(
        case, "entry_mode", parameters["allowed"], lambda _: "ENTRY_MODE_NOT_ALLOWED", "ENTRY_MODE_UNKNOWN"
    )


def host(case: Case, rule: dict, parameters: dict) -> Judgement:
    """host.state"""
    reasons = {"unreachable": "HOST_DOWN", "timing_out": "HOST_TIMING_OUT"}
    return on_word(case, "host", ["reachable"], reasons.__getitem__, "HOST_STATE_UNKNOWN")


def link(case: Case, rule: dict, parameters: dict) -> Judgement:
    """link.state"""
    accepted = parameters.get("accepts", ["up"])
    return on_word(case, "link", accepted, lambda word: f"LINK_{word.upper()}", "LINK_STATE_UNKNOWN")


def power(case: Case, rule: dict, parameters: dict) -> Judgement:
    """parts.state"""
    accepted = parameters.get("accepts", ["mains", "battery"])
    return on_word(case, "power", accepted, lambda _: "POWER_FAILING", "POWER_STATE_UNKNOWN")


def component(case: Case, rule: dict, parameters: dict) -> Judgement:
    """parts.state"""
    part = parameters["part"]
    accepted = parameters.get("accepts", ["working", "degraded"])
    return on_word(case, part, accepted, lambda _: f"{part.upper()}_FAULTY", "COMPONENT_STATE_UNKNOWN")


def damage(case: Case, rule: dict, parameters: dict) -> Judgement:
    """parts.state"""
    return on_word(case, "damage", ["none"], lambda _: "DAMAGED", "DAMAGE_UNKNOWN")


def tamper(case: Case, rule: dict, parameters: dict) -> Judgement:
    """tamper.state"""
    return on_word(case, "tamper", ["intact"], lambda _: "TAMPERED", "TAMPER_STATE_UNKNOWN")


def terminal(case: Case, rule: dict, parameters: dict) -> Judgement:
    """terminal.state"""
    return on_word(
        case, "terminal", ["active"], lambda word: f"TERMINAL_{word.upper()}", "TERMINAL_STATE_UNKNOWN"
    )


def operator(case: Case, rule: dict, parameters: dict) -> Judgement:
    """operator.training"""
    return on_word(
        case, "operator", ["trained"], lambda _: "OPERATOR_NOT_TRAINED", "OPERATOR_TRAINING_UNKNOWN"
    )


def service_point_data(case: Case, rule: dict, parameters: dict) -> Judgement:
    """data.state"""
    return on_word(
        case, "service_point_data", ["loaded"], lambda word: f"DATA_{word.upper()}", "DATA_STATE_UNKNOWN"
    )


def mocked(case: Case, rule: dict, parameters: dict) -> Judgement:
    """mocked.source"""
    return on_word(case, "fix_source", ["genuine"], lambda _: "LOCATION_MOCKED", "LOCATION_MOCK_UNKNOWN")


# ---------------------------------------------------------------- conditions on an age


def on_age(case: Case, fact: str, max_s: int, too_old: str, unknown: str) -> Judgement:
    """Passes at exactly the age; absent or later than now is unknown (profile.age)."""
    if case.now is None:
        return clock_unknown(fact)
    instant = case.fact(fact)
    age = None if instant is None else case.now - instant
    shown = dict(fact=fact, unit="s", observed=age, required={"at_most": max_s})
    if age is None or age < 0:
        return Judgement("unknown", unknown, **shown)
    if age > max_s:
        return Judgement("fail", too_old, **shown)
    return Judgement("pass", **shown)


def profile(case: Case, rule: dict, parameters: dict) -> Judgement:
    """profile.age"""
    max_s = parameters["age_max_days"] * DAY_S
    return on_age(case, "profile_refreshed_at_utc_s", max_s, "PROFILE_OUTDATED", "PROFILE_AGE_UNKNOWN")


def sign_on(case: Case, rule: dict, parameters: dict) -> Judgement:
    """sign_on.age"""
    return on_age(case, "signed_on_at_utc_s", parameters["age_max_s"], "NOT_SIGNED_ON", "SIGN_ON_UNKNOWN")


def age(case: Case, rule: dict, parameters: dict) -> Judgement:
    """hardware.age"""
    max_s = parameters["age_max_days"] * DAY_S
    return on_age(case, "in_service_since_utc_s", max_s, "HARDWARE_TOO_OLD", "HARDWARE_AGE_UNKNOWN")


def inspection(case: Case, rule: dict, parameters: dict) -> Judgement:
    """inspection.age"""
    max_s = parameters["age_max_days"] * DAY_S
    return on_age(case, "inspected_at_utc_s", max_s, "INSPECTION_OVERDUE", "INSPECTION_UNKNOWN")


# ---------------------------------------------------------------- conditions on a version or a level


def on_version(case: Case, fact: str, minimum: str, below: str, unknown: str) -> Judgement:
    """Four parts, compared from the left; equal passes (software.version)."""
    text = case.fact(fact)
    shown = dict(
        fact=fact,
        unit="version",
        observed=None if text is None else version_text(version(text)),
        required={"at_least": version_text(version(minimum))},
    )
    if text is None:
        return Judgement("unknown", unknown, **shown)
    if version(text) < version(minimum):
        return Judgement("fail", below, **shown)
    return Judgement("pass", **shown)


def software(case: Case, rule: dict, parameters: dict) -> Judgement:
    """software.version"""
    return on_version(
        case, "app_version", parameters["app_min"], "SOFTWARE_BELOW_MINIMUM", "SOFTWARE_VERSION_UNKNOWN"
    )


def os(case: Case, rule: dict, parameters: dict) -> Judgement:
    """os.version"""
    return on_version(case, "os_version", parameters["os_min"], "OS_BELOW_MINIMUM", "OS_VERSION_UNKNOWN")


def known_bad(case: Case, rule: dict, parameters: dict) -> Judgement:
    """known_bad.version"""
    if "app" in parameters:
        fact, listed, name = "app_version", parameters["app"], "SOFTWARE"
    else:
        fact, listed, name = "os_version", parameters["os"], "OS"
    text = case.fact(fact)
    if text is None:
        return Judgement("unknown", f"{name}_VERSION_UNKNOWN", fact=fact, unit="version")
    shown = dict(fact=fact, unit="version", observed=version_text(version(text)))
    if version(text) in [version(bad) for bad in listed]:
        return Judgement("fail", f"{name}_KNOWN_BAD", **shown)
    return Judgement("pass", **shown)


def patch(case: Case, rule: dict, parameters: dict) -> Judgement:
    """patch.level"""
    level = case.fact("patch_level")
    shown = dict(
        fact="patch_level", unit="count", observed=level, required={"at_least": parameters["level_min"]}
    )
    if level is None:
        return Judgement("unknown", "PATCH_LEVEL_UNKNOWN", **shown)
    if level < parameters["level_min"]:
        return Judgement("fail", "PATCH_MISSING", **shown)
    return Judgement("pass", **shown)


def battery(case: Case, rule: dict, parameters: dict) -> Judgement:
    """battery.level"""
    level, source = case.fact("battery_percent"), case.fact("power")
    shown = dict(
        fact="battery_percent",
        unit="percent",
        observed=level,
        required={"at_least": parameters["min_percent"]},
    )
    if source == "mains":
        return Judgement("pass", **shown)
    if level is None:
        return Judgement("unknown", "BATTERY_LEVEL_UNKNOWN", **shown)
    if level >= parameters["min_percent"]:
        return Judgement("pass", **shown)
    if source is None:
        return Judgement("unknown", "POWER_STATE_UNKNOWN", **shown)
    return Judgement("fail", "BATTERY_TOO_LOW", **shown)


# ---------------------------------------------------------------- qualification


def merchant(case: Case, rule: dict, parameters: dict) -> Judgement:
    """merchant.status"""
    if case.service_point["status"] == "suspended":
        return Judgement("fail", "MERCHANT_SUSPENDED")
    return Judgement("pass")


def mcc(case: Case, rule: dict, parameters: dict) -> Judgement:
    """mcc.allowed"""
    code = case.service_point["mcc"]
    shown = dict(unit="mcc", observed=int(code))
    if in_code_list(code, parameters["allowed"]):
        return Judgement("pass", **shown)
    return Judgement("fail", "MCC_NOT_ALLOWED", **shown)


def copies_of(case: Case, kind: str) -> list[dict]:
    return [copy for copy in case.service_point.get("documents", []) if copy["kind"] == kind]


def last_date(copy: dict) -> date | None:
    """The last date of an approved copy; None for one that is valid long-term."""
    return None if copy["valid_through"] == "long_term" else parse_date(copy["valid_through"])


def has_begun(copy: dict, day: date) -> bool:
    return between(copy.get("valid_from"), day, None)


def is_valid(copy: dict, day: date, grace_days: int) -> bool:
    """Whether an approved copy passes on a day, with its days of grace (document.dates)."""
    last = last_date(copy)
    return has_begun(copy, day) and (last is None or day <= last + timedelta(days=grace_days))


def document(case: Case, rule: dict, parameters: dict) -> Judgement:
    """document.dates, document.review, document.copies"""
    kind, grace_days = parameters["kind"], parameters.get("grace_days", 0)
    copies = copies_of(case, kind)
    approved = [copy for copy in copies if copy["status"] == "approved"]

    if case.now is None and approved:
        for copy in approved:
            if last_date(copy) is None and "valid_from" not in copy:
                # Valid for ever, so the time is not needed; without it there is nothing to compare with.
                return Judgement("pass")
        return clock_unknown()

    today = case.today
    valid = [copy for copy in approved if is_valid(copy, today, grace_days)]
    if valid:
        return document_shown("pass", None, valid[0], today, grace_days)
    if any(copy["status"] == "pending" for copy in copies):
        return Judgement("unknown", "DOCUMENT_PENDING")
    if not copies:
        return Judgement("fail", "DOCUMENT_MISSING")
    listed_last = copies[-1]
    if listed_last["status"] == "rejected":
        return Judgement("fail", "DOCUMENT_REJECTED")
    if not has_begun(listed_last, today):
        return document_shown("fail", "DOCUMENT_NOT_YET_VALID", listed_last, today, grace_days)
    return document_shown("fail", "DOCUMENT_EXPIRED", listed_last, today, grace_days)


def document_shown(
    verdict: str, reason: str | None, copy: dict, today: date, grace_days: int
) -> Judgement:
    """The last date of the copy that decides against today less the grace; its first date where that lies ahead."""
    if has_begun(copy, today):
        last = last_date(copy)
        observed = None if last is None else last.isoformat()
        required = {"at_least": (today - timedelta(days=grace_days)).isoformat()}
    else:
        observed, required = copy["valid_from"], {"at_most": today.isoformat()}
    return Judgement(verdict, reason, unit="date", observed=observed, required=required)


# ---------------------------------------------------------------- application


def application_entry(case: Case, name: str) -> str | None:
    return case.service_point.get("application", {}).get(name)


def on_stage(case: Case, name: str, passes: str, fails: dict, unknown: dict) -> Judgement:
    """A stage of the application; an entry that is left out is not recorded (Application)."""
    state = application_entry(case, name)
    if state is None:
        return Judgement("unknown", "APPLICATION_NOT_RECORDED")
    if state == passes:
        return Judgement("pass")
    if state in unknown:
        return Judgement("unknown", unknown[state])
    return Judgement("fail", fails[state])


def credit_check(case: Case, rule: dict, parameters: dict) -> Judgement:
    """application.credit_check"""
    return on_stage(
        case, "credit_check", "passed", {"failed": "CREDIT_CHECK_FAILED"}, {"pending": "CREDIT_CHECK_PENDING"}
    )


def delivery(case: Case, rule: dict, parameters: dict) -> Judgement:
    """application.delivery"""
    fails = {"not_shipped": "TERMINAL_NOT_SHIPPED", "shipped": "TERMINAL_NOT_DELIVERED"}
    return on_stage(case, "delivery", "delivered", fails, {})


def installation(case: Case, rule: dict, parameters: dict) -> Judgement:
    """application.installation"""
    fails = {"pending": "INSTALLATION_PENDING", "failed": "INSTALLATION_FAILED"}
    return on_stage(case, "installation", "done", fails, {})


def training(case: Case, rule: dict, parameters: dict) -> Judgement:
    """application.training"""
    return on_stage(case, "training", "done", {"pending": "TRAINING_PENDING"}, {})


def test_transaction(case: Case, rule: dict, parameters: dict) -> Judgement:
    """application.test"""
    fails = {"pending": "TEST_TRANSACTION_PENDING", "failed": "TEST_TRANSACTION_FAILED"}
    return on_stage(case, "test_transaction", "passed", fails, {})


def on_items(case: Case, name: str, required: list[str], bad_state: str, prefix: str, bad: str) -> Judgement:
    """The first required item that is not there or bad fails; else the first only submitted is unknown."""
    if "application" not in case.service_point:
        return Judgement("unknown", "APPLICATION_NOT_RECORDED")
    states = application_entry(case, name) or {}
    for item in required:
        if item not in states:
            return Judgement("fail", f"{prefix}_MISSING", subject=item)
        if states[item] == bad_state:
            return Judgement("fail", f"{prefix}_{bad}", subject=item)
    for item in required:
        if states[item] == "submitted":
            return Judgement("unknown", f"{prefix}_PENDING", subject=item)
    return Judgement("pass")


def materials(case: Case, rule: dict, parameters: dict) -> Judgement:
    """application.materials"""
    return on_items(case, "materials", parameters["required"], "rejected", "MATERIAL", "REJECTED")


def form(case: Case, rule: dict, parameters: dict) -> Judgement:
    """application.form"""
    return on_items(case, "form", parameters["required"], "wrong", "FORM_FIELD", "WRONG")


def review(case: Case, rule: dict, parameters: dict) -> Judgement:
    """application.review"""
    if "application" not in case.service_point:
        return Judgement("unknown", "APPLICATION_NOT_RECORDED")
    entry = case.service_point["application"].get("review")
    if entry is None:
        return Judgement("fail", "REVIEW_NOT_SUBMITTED")
    if entry["status"] == "rejected":
        return Judgement("fail", "REVIEW_REJECTED")
    if entry["status"] == "approved":
        return Judgement("pass")
    due = case.calendar.working_days_after(parse_date(entry["submitted"]), parameters["working_days"])
    if due is None:
        return Judgement("unknown", "REVIEW_PENDING")
    if case.now is None:
        return clock_unknown()
    shown = today_at_most(case, due)
    if case.today > due:
        return Judgement("unknown", "REVIEW_OVERDUE", **shown)
    return Judgement("unknown", "REVIEW_PENDING", **shown)


def today_at_most(case: Case, last: date) -> dict:
    """Today, and the last date before something turns."""
    return dict(unit="date", observed=case.today.isoformat(), required={"at_most": last.isoformat()})


# ---------------------------------------------------------------- environment


def disaster(case: Case, rule: dict, parameters: dict) -> Judgement:
    """disaster.suspension"""
    suspensions = case.directives("suspend")
    if not suspensions:
        return Judgement("pass")
    if case.now is None:
        return clock_unknown()
    in_force = [
        directive["through"]
        for directive in suspensions
        if between(directive["from"], case.today, directive["through"])
    ]
    if not in_force:
        return Judgement("pass")
    return Judgement("fail", "DISASTER_SUSPENDED", unit="date", observed=max(in_force))


def regulation(case: Case, rule: dict, parameters: dict) -> Judgement:
    """regulation.date"""
    if parameters["id"] in case.service_point.get("regulations_met", []):
        return Judgement("pass")
    if case.now is None:
        return clock_unknown()
    begins = parse_date(parameters["from"])
    shown = today_at_most(case, begins - ONE_DAY)
    if case.today < begins:
        return Judgement("pass", **shown)
    return Judgement("fail", "REGULATION_NOT_MET", **shown)


def policy_current(case: Case, rule: dict, parameters: dict) -> Judgement:
    """policy.current"""
    latest, confirmed = case.fact("policy_version_latest"), case.fact("policy_confirmed_at_utc_s")
    version_here = case.policy["version"]
    if latest is not None and latest > version_here:
        return Judgement(
            "fail", "POLICY_SUPERSEDED", unit="count", observed=latest, required={"at_most": version_here}
        )
    if case.now is None:
        return clock_unknown()
    max_s = parameters["age_max_days"] * DAY_S
    if confirmed is not None and case.now - confirmed > max_s:
        return Judgement(
            "fail", "POLICY_OUTDATED", unit="s", observed=case.now - confirmed, required={"at_most": max_s}
        )
    if latest is None or confirmed is None or confirmed > case.now:
        return Judgement("unknown", "POLICY_STATE_UNKNOWN")
    return Judgement("pass")


# ---------------------------------------------------------------- system


def offline(case: Case, rule: dict, parameters: dict) -> Judgement:
    """offline.limits"""
    if case.fact("host") == "reachable":
        return Judgement("pass")
    within = within_offline_limits(case, parameters)
    if case.fact("host") is None and within.verdict != "pass":
        return Judgement("unknown", "HOST_STATE_UNKNOWN")
    return within


def within_offline_limits(case: Case, parameters: dict) -> Judgement:
    """An overflow first; then each limit in order: the first that fails decides, else the first that is not known."""
    amount = case.fact("amount_minor")
    sold, number = case.fact("offline_amount_minor"), case.fact("offline_count")
    unknown: list[str] = []

    if "amount_max_minor" in parameters and amount is not None and sold is not None and sold + amount > DE4_MAX:
        shown = dict(unit="minor", observed=min(sold + amount, SHOWN_MAX))
        required = {"at_most": parameters["amount_max_minor"]}
        return Judgement("fail", "USAGE_OVERFLOW", always_declines=True, required=required, **shown)

    if "floor_limit_minor" in parameters:
        limit = parameters["floor_limit_minor"]
        if amount is None:
            unknown.append("AMOUNT_MISSING")
        elif amount > limit:
            return Judgement(
                "fail", "FLOOR_LIMIT_EXCEEDED", unit="minor", observed=amount, required={"at_most": limit}
            )
    if "amount_max_minor" in parameters:
        limit = parameters["amount_max_minor"]
        if amount is None:
            unknown.append("AMOUNT_MISSING")
        elif sold is None:
            unknown.append("OFFLINE_USAGE_MISSING")
        else:
            shown = dict(unit="minor", observed=sold + amount, required={"at_most": limit})
            if sold + amount > limit:
                return Judgement("fail", "OFFLINE_AMOUNT_ABOVE_LIMIT", **shown)
    if "count_max" in parameters:
        limit = parameters["count_max"]
        if number is None:
            unknown.append("OFFLINE_USAGE_MISSING")
        elif number + 1 > limit:
            return Judgement(
                "fail",
                "OFFLINE_COUNT_ABOVE_LIMIT",
                unit="count",
                observed=number + 1,
                required={"at_most": limit},
            )
    if unknown:
        return Judgement("unknown", unknown[0])
    return Judgement("pass")


# ---------------------------------------------------------------- set-up


def binding(case: Case, rule: dict, parameters: dict) -> Judgement:
    """terminal.binding"""
    identity, listed = case.fact("terminal_id"), case.service_point.get("terminals", [])
    if identity is None or not listed:
        return Judgement("unknown", "TERMINAL_BINDING_UNKNOWN", fact="terminal_id")
    if identity.rstrip(" ") in [terminal_id.rstrip(" ") for terminal_id in listed]:
        return Judgement("pass", fact="terminal_id")
    return Judgement("fail", "TERMINAL_BOUND_ELSEWHERE", fact="terminal_id")


def registration(case: Case, rule: dict, parameters: dict) -> Judgement:
    """registration.field"""
    state = case.service_point.get("registration", {}).get(parameters["field"])
    if state is None:
        return Judgement("fail", "REGISTRATION_FIELD_MISSING")
    if state == "wrong":
        return Judgement("fail", "REGISTRATION_FIELD_WRONG")
    if state == "unchecked":
        return Judgement("unknown", "REGISTRATION_FIELD_UNCHECKED")
    return Judgement("pass")


def pos_codes(case: Case, rule: dict, parameters: dict) -> Judgement:
    """pos_codes.de22, pos_codes.de25"""
    unknown = False
    if parameters.get("de22", True):
        de22, mode = case.fact("de22"), case.fact("entry_mode")
        if de22 is None or mode is None:
            unknown = True
        elif de22 // 10 not in DE22_FIRST_TWO[mode]:
            accepted = sorted(DE22_FIRST_TWO[mode])
            return Judgement(
                "fail", "DE22_INCONSISTENT", unit="code", observed=de22 // 10, required={"one_of": accepted}
            )
    if "de25" in parameters:
        de25 = case.fact("de25")
        if de25 is None:
            unknown = True
        elif de25 not in parameters["de25"]:
            accepted = sorted(parameters["de25"])
            return Judgement(
                "fail", "DE25_INCONSISTENT", unit="code", observed=de25, required={"one_of": accepted}
            )
    return Judgement("unknown", "POS_CODES_MISSING") if unknown else Judgement("pass")


def support(case: Case, rule: dict, parameters: dict) -> Judgement:
    """support.overdue"""
    is_open = [entry for entry in case.service_point.get("support_requests", []) if "closed" not in entry]
    if not is_open:
        return Judgement("pass")
    due_dates = [
        case.calendar.working_days_after(parse_date(entry["opened"]), parameters["working_days"])
        for entry in is_open
    ]
    due = min((day for day in due_dates if day is not None), default=None)
    if due is None:
        return Judgement("pass")
    if case.now is None:
        return clock_unknown()
    shown = today_at_most(case, due)
    if case.today > due:
        return Judgement("fail", "SUPPORT_OVERDUE", **shown)
    return Judgement("pass", **shown)


# ---------------------------------------------------------------- location


def address(case: Case, rule: dict, parameters: dict) -> Judgement:
    """address.check"""
    found = case.service_point.get("address_check")
    if found is None:
        return Judgement("unknown", "ADDRESS_NOT_CHECKED")
    if found == "differs":
        return Judgement("fail", "ADDRESS_DIFFERS")
    return Judgement("pass")


def places_in_force(case: Case) -> list[dict]:
    """The registered place and those granted for today (location.place, location.union)."""
    places = [case.service_point["place"]] if "place" in case.service_point else []
    for adjustment in case.approved("place"):
        if between(adjustment["from"], case.today, adjustment["through"]):
            places.append(adjustment["grant"]["place"])
    return places


def fix_in_wgs84(case: Case) -> Position | None:
    """Where the fix is; latitude, longitude and datum stand together or not at all."""
    lat, lon, datum = case.fact("fix_lat_e7"), case.fact("fix_lon_e7"), case.fact("fix_datum")
    return None if lat is None or lon is None or datum is None else to_wgs84((lat, lon), datum)


def location(case: Case, rule: dict, parameters: dict) -> Judgement:
    """The sections from location.place to location.union, in their order."""
    if case.now is None:
        return clock_unknown()
    places = places_in_force(case)
    if not places:
        return Judgement("unknown", "LOCATION_PLACE_MISSING")

    shapes = []  # circles and polygons, each with the datum of its place
    regions: list[str] = []
    for place in places:
        for area in place["areas"]:
            if "regions" in area:
                regions += area["regions"]
            else:
                shapes.append((area, place["datum"]))

    position, code = fix_in_wgs84(case), case.fact("fix_region")
    if not (shapes and position is not None) and not (regions and code is not None):
        return Judgement("unknown", "LOCATION_FIX_MISSING")

    taken_at = case.fact("fix_at_utc_s")
    age_s = None if taken_at is None else case.now - taken_at
    if age_s is None or age_s < 0 or age_s > parameters["fix_age_max_s"]:
        return Judgement(
            "unknown",
            "LOCATION_FIX_STALE",
            unit="s",
            observed=age_s,
            required={"at_most": parameters["fix_age_max_s"]},
        )

    by_region = dict(unit="region", observed=code)
    if code is not None and any(region_holds(region, code) for region in regions):
        return Judgement("pass", **by_region)
    if shapes and position is None:
        return Judgement("unknown", "LOCATION_FIX_MISSING")
    by_distance = judge_distance(case, parameters, shapes, position) if shapes else None
    if by_distance is not None and by_distance.verdict != "fail":
        return by_distance

    # No area holds the terminal as far as is known; the areas that nothing is known of may.
    if code is not None and any(region_may_hold(region, code) for region in regions):
        return Judgement("unknown", "LOCATION_FIX_TOO_COARSE", **by_region)
    if regions and code is None:
        return Judgement("unknown", "LOCATION_FIX_MISSING")
    if by_distance is not None:
        return by_distance
    return Judgement("fail", "LOCATION_OUTSIDE_AREA", **by_region)


def judge_distance(case: Case, parameters: dict, shapes: list, position: Position) -> Judgement:
    """location.accuracy, location.inside, location.edge, location.outside"""
    accuracy = case.fact("fix_accuracy_m")
    if accuracy is None:
        return Judgement("unknown", "LOCATION_ACCURACY_MISSING")
    if accuracy > parameters["accuracy_max_m"]:
        return Judgement(
            "unknown",
            "LOCATION_FIX_TOO_COARSE",
            unit="m",
            observed=accuracy,
            required={"at_most": parameters["accuracy_max_m"]},
        )
    strict = parameters.get("strict", False)
    distance = shown_m(min(area_distance_m(area, datum, position) for area, datum in shapes))
    shown = dict(unit="m", observed=distance, required={"at_most": 0 if strict else accuracy})
    if distance == 0:
        return Judgement("pass", **shown)
    if distance <= accuracy:
        return Judgement("unknown", "LOCATION_EDGE_UNCERTAIN", **shown) if strict else Judgement("pass", **shown)
    return Judgement("fail", "LOCATION_OUTSIDE_AREA", **shown)


# ---------------------------------------------------------------- hours


def hours(case: Case, rule: dict, parameters: dict) -> Judgement:
    """Hours: the module `hours`."""
    return clock_unknown() if case.now is None else opening.judge(case, case.now)


# ---------------------------------------------------------------- limits


def amount(case: Case, rule: dict, parameters: dict) -> Judgement:
    """amount.range, amount.limit, limit.raise"""
    asked = case.fact("amount_minor")
    if asked is None:
        return Judgement("unknown", "AMOUNT_MISSING", fact="amount_minor")
    minimum, base = parameters.get("min_minor"), parameters["max_minor"]
    # Without the time no raise is known to be in force; whether one could be is looked at below.
    limit = base if case.now is None else case.limit_in_force(rule["id"], base, case.today)

    def judged(verdict: str, reason: str | None, required: dict) -> Judgement:
        return Judgement(
            verdict, reason, fact="amount_minor", unit="minor", observed=asked, required=required
        )

    if asked == 0:
        return judged("fail", "AMOUNT_ZERO", {"at_least": minimum or 1})
    if asked > DE4_MAX:
        return judged("fail", "AMOUNT_OUT_OF_RANGE", {"at_most": DE4_MAX})
    if minimum is not None and asked < minimum:
        return judged("fail", "AMOUNT_BELOW_MINIMUM", {"at_least": minimum})
    if asked <= limit:
        return judged("pass", None, {"at_most": limit})
    if case.now is None and asked <= case.limit_in_force(rule["id"], base, None):
        return clock_unknown("amount_minor")
    return judged("fail", "AMOUNT_ABOVE_LIMIT", {"at_most": limit})


def currency(case: Case, rule: dict, parameters: dict) -> Judgement:
    """currency.allowed"""
    code = case.fact("currency")
    shown = dict(
        fact="currency", unit="currency", observed=code, required={"one_of": sorted(parameters["allowed"])}
    )
    if code is None:
        return Judgement("unknown", "CURRENCY_MISSING", **shown)
    if code in parameters["allowed"]:
        return Judgement("pass", **shown)
    return Judgement("fail", "CURRENCY_NOT_ALLOWED", **shown)


#: What a condition is about whatever it says (What a finding shows); that of `materials` and `form` is the item or
#: field that decides, which they say themselves.
SUBJECTS = {"document": "kind", "registration": "field", "regulation": "id"}

#: All but `usage`, which asks for the plan's list of counters and lives in the module `counters`.
CONDITIONS: dict[str, Condition] = {
    condition.__name__: condition
    for condition in (
        merchant, mcc, entry_mode, document,
        materials, form, credit_check, review, delivery, installation, training, test_transaction,
        disaster, regulation, policy_current,
        host, link, offline,
        terminal, binding, sign_on, profile, registration, pos_codes, support, operator,
        power, component, damage, battery, age, inspection, tamper,
        software, os, known_bad, patch, service_point_data,
        address, mocked, location,
        hours,
        amount, currency,
    )
}  # fmt: skip
