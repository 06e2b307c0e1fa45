"""Advice: what will turn into a refusal soon, of rules that pass (Advice)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import conditions
import hours as opening
from case import Case, Judgement
from localtime import ONE_DAY, parse_date
from words import DAY_S, DE4_MAX, version, version_text

#: The unit of an instant.
INSTANT = "utc_s"


def advise(case: Case, judged: list[tuple[dict, Judgement]], last_date: date | None) -> list[dict]:
    """Rules in their order, then the plan; `last_date` is the plan's, where it has one."""
    entries = []
    for rule, judgement in judged:
        if judgement.verdict != "pass":
            continue
        for name, parameters in rule["condition"].items():
            if name in ADVISERS:
                entries += ADVISERS[name](case, rule, parameters, judgement)
    return entries + plan_ends(case, last_date)


def threshold(case: Case, name: str) -> int:
    """0, and so no such advice, where it is left out."""
    return case.policy.get("advice", {}).get(name, 0)


def advice(
    kind: str, rule: dict | None, limit: Any, observed: Any, unit: str, subject: str | None = None
) -> list[dict]:
    entry = {"advice": kind, "limit": limit, "observed": observed, "subject": subject, "unit": unit}
    return [entry | {"rule": None if rule is None else rule["id"]}]


def document(case: Case, rule: dict, parameters: dict, judgement: Judgement) -> list[dict]:
    """advice.document"""
    days = threshold(case, "document_days")
    if case.now is None:
        return []
    grace_days = parameters.get("grace_days", 0)
    approved = [
        copy for copy in conditions.copies_of(case, parameters["kind"]) if copy["status"] == "approved"
    ]
    # From copy to copy until a day on which none is valid; one without a last date is valid for ever.
    limit, decides = case.today, None
    while True:
        valid = [copy for copy in approved if conditions.is_valid(copy, limit, grace_days)]
        if not valid:
            break
        if any(conditions.last_date(copy) is None for copy in valid):
            return []
        decides = max(valid, key=conditions.last_date)
        limit = conditions.last_date(decides) + timedelta(days=grace_days) + ONE_DAY
    shown = (rule, limit.isoformat(), conditions.last_date(decides).isoformat(), "date", parameters["kind"])
    if not any(conditions.is_valid(copy, case.today, 0) for copy in approved):
        return advice("DOCUMENT_IN_GRACE", *shown)
    if days > 0 and limit - case.today <= timedelta(days=days):
        return advice("DOCUMENT_EXPIRES", *shown)
    return []


def usage(case: Case, rule: dict, parameters: dict, judgement: Judgement) -> list[dict]:
    """advice.usage"""
    percent = threshold(case, "usage_percent")
    limit = judgement.required["at_most"]
    if percent == 0 or limit == DE4_MAX:
        return []
    if judgement.observed * 100 < percent * limit:
        return []
    return advice("LIMIT_NEARLY_USED", rule, limit, judgement.observed, judgement.unit)


def hours(case: Case, rule: dict, parameters: dict, judgement: Judgement) -> list[dict]:
    """advice.closing, advice.calendar"""
    entries = []
    minutes = threshold(case, "closing_min")
    if minutes > 0:
        closing = opening.first_instant_not_open(case, case.now, minutes * 60)
        if closing is not None and opening.judge(case, closing).verdict == "fail":
            entries += advice("CLOSING_SOON", rule, closing, case.now, INSTANT)
    days = threshold(case, "calendar_days")
    if days > 0 and opening.consult_calendar(case.service_point) and case.calendar.covers(case.today):
        ends = case.calendar.last + ONE_DAY
        if ends - case.today <= timedelta(days=days):
            entries += advice("CALENDAR_ENDS", rule, ends.isoformat(), case.today.isoformat(), "date")
    return entries


def due(case: Case, rule: dict, kind: str, refreshed: int, max_s: int) -> list[dict]:
    """advice.due"""
    days = threshold(case, "due_days")
    limit = refreshed + max_s + 1
    if days == 0 or limit > case.now + days * DAY_S:
        return []
    return advice(kind, rule, limit, refreshed, INSTANT)


def profile(case: Case, rule: dict, parameters: dict, judgement: Judgement) -> list[dict]:
    max_s = parameters["age_max_days"] * DAY_S
    return due(case, rule, "PROFILE_DUE", case.fact("profile_refreshed_at_utc_s"), max_s)


def inspection(case: Case, rule: dict, parameters: dict, judgement: Judgement) -> list[dict]:
    max_s = parameters["age_max_days"] * DAY_S
    return due(case, rule, "INSPECTION_DUE", case.fact("inspected_at_utc_s"), max_s)


def software(case: Case, rule: dict, parameters: dict, judgement: Judgement) -> list[dict]:
    """advice.software"""
    recommended = parameters.get("app_recommended")
    if recommended is None or version(case.fact("app_version")) >= version(recommended):
        return []
    return advice(
        "SOFTWARE_BELOW_RECOMMENDED", rule, version_text(version(recommended)), judgement.observed, "version"
    )


def battery(case: Case, rule: dict, parameters: dict, judgement: Judgement) -> list[dict]:
    """advice.battery"""
    percent, level = threshold(case, "battery_percent"), case.fact("battery_percent")
    if percent == 0 or level is None or level > percent or case.fact("power") == "mains":
        return []
    return advice("BATTERY_LOW", rule, parameters["min_percent"], level, "percent")


def regulation(case: Case, rule: dict, parameters: dict, judgement: Judgement) -> list[dict]:
    """advice.regulation"""
    days = threshold(case, "regulation_days")
    if days == 0 or case.now is None or parameters["id"] in case.service_point.get("regulations_met", []):
        return []
    begins = parse_date(parameters["from"])
    if begins - case.today > timedelta(days=days):
        return []
    return advice(
        "REGULATION_COMING", rule, begins.isoformat(), case.today.isoformat(), "date", parameters["id"]
    )


def plan_ends(case: Case, last_date: date | None) -> list[dict]:
    """advice.plan"""
    days = threshold(case, "plan_days")
    if days == 0 or case.now is None or last_date is None:
        return []
    ends = last_date + ONE_DAY
    if ends - case.today > timedelta(days=days):
        return []
    return advice("PLAN_ENDS", None, ends.isoformat(), case.today.isoformat(), "date")


ADVISERS = {
    adviser.__name__: adviser
    for adviser in (document, usage, hours, profile, inspection, software, battery, regulation)
}
