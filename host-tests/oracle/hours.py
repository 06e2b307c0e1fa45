"""Opening hours (Hours)."""

from __future__ import annotations

from datetime import date

from case import Case, Judgement
from localtime import ONE_DAY, between, weekday

Span = tuple[int, int]


def parse_span(text: str) -> Span:
    """Minutes after midnight; the end may lie beyond 24:00.

    >>> parse_span("18:00-26:30")
    (1080, 1590)
    """
    first, last = [int(part[:2]) * 60 + int(part[3:]) for part in text.split("-")]
    return first, last


def parse_spans(texts: list[str]) -> list[Span]:
    return sorted(parse_span(text) for text in texts)


def consult_calendar(service_point: dict) -> bool:
    """Only where hours for holidays or make-up workdays are registered (hours.calendar)."""
    hours = service_point.get("hours", {})
    return "holidays" in hours or "makeup_workdays" in hours


def any_registered(service_point: dict) -> bool:
    """Whether there is a single span (hours.unregistered); extensions do not count."""
    hours = service_point.get("hours", {})
    lists = list(hours.get("weekly", {}).values()) + list(hours.get("exceptions", {}).values())
    lists.append(hours.get("holidays", []))
    if hours.get("makeup_workdays") != "as_weekday":
        lists.append(hours.get("makeup_workdays", []))
    return any(lists)


def registered_spans(case: Case, day: date) -> list[Span] | None:
    """The spans that start on a day; None where they are unknown (hours.calendar, hours.calendar_coverage)."""
    hours = case.service_point.get("hours", {})
    weekly = hours.get("weekly", {})
    exceptions = hours.get("exceptions", {})
    if day.isoformat() in exceptions:
        return parse_spans(exceptions[day.isoformat()])
    if consult_calendar(case.service_point):
        if not case.calendar.covers(day):
            return None
        if day in case.calendar.holidays and "holidays" in hours:
            return parse_spans(hours["holidays"])
        if day in case.calendar.makeup_workdays and "makeup_workdays" in hours:
            if hours["makeup_workdays"] == "as_weekday":
                return parse_spans(weekly.get(case.calendar.makeup_workdays[day], []))
            return parse_spans(hours["makeup_workdays"])
    return parse_spans(weekly.get(weekday(day), []))


def extension_spans(case: Case, day: date) -> list[Span]:
    """What approved adjustments add on a day (hours.extension)."""
    spans: list[Span] = []
    for adjustment in case.approved("hours"):
        if between(adjustment["from"], day, adjustment["through"]):
            spans += parse_spans(adjustment["grant"]["hours"])
    return spans


def all_spans(case: Case, day: date) -> list[Span]:
    """All that is known to start on a day."""
    return (registered_spans(case, day) or []) + extension_spans(case, day)


def instants(case: Case, day: date, span: Span) -> tuple[int, int]:
    """When a span opens and closes (hours.transition)."""
    return case.zone.instant(day, span[0]), case.zone.instant(day, span[1])


def days_around(case: Case, instant: int) -> list[date]:
    """The days whose spans could hold an instant, today first: those before reach on to 48:00, and the clock may be set
    back (hours.overnight)."""
    today = case.zone.date(instant)
    return [today + ahead * ONE_DAY for ahead in (0, -1, 1, 2, -2, -3)]


def judge(case: Case, now: int) -> Judgement:
    """The condition `hours` at an instant."""
    today = case.zone.date(now)
    for day in days_around(case, now):
        for span in all_spans(case, day):
            opening, closing = instants(case, day, span)
            if opening <= now < closing:
                return Judgement(
                    "pass",
                    unit="local_min",
                    observed=case.zone.minute_of(day, now),
                    required={"from": span[0], "before": span[1]},
                )
    if not any_registered(case.service_point):
        return Judgement("unknown", "HOURS_NOT_REGISTERED")
    for day in (today, today - ONE_DAY):
        if registered_spans(case, day) is None:
            return Judgement("unknown", "HOURS_CALENDAR_UNKNOWN", unit="date", observed=day.isoformat())
    return Judgement(
        "fail",
        "HOURS_CLOSED",
        unit="local_min",
        observed=case.zone.minute_of(today, now),
        required=shown_while_closed(case, today, now),
    )


def shown_while_closed(case: Case, today: date, now: int) -> dict | None:
    """The span that opens next today, else the one that closed last, else nothing (hours.overnight)."""
    ahead, behind = [], []
    for span in all_spans(case, today):
        opening, closing = instants(case, today, span)
        if opening > now:
            ahead.append((opening, span))
        else:
            behind.append((closing, span))
    if ahead:
        _, span = min(ahead)
    elif behind:
        _, span = max(behind)
    else:
        return None
    return {"from": span[0], "before": span[1]}


def first_instant_not_open(case: Case, now: int, within_s: int) -> int | None:
    """The first instant after now at which the condition does not pass, within so many seconds.

    Only the closing of a span can end a pass, so only closings are tried.
    """
    closings = set()
    for day in days_around(case, now) + days_around(case, now + within_s):
        for span in all_spans(case, day):
            closings.add(instants(case, day, span)[1])
    for instant in sorted(closings):
        if now < instant <= now + within_s and judge(case, instant).verdict != "pass":
            return instant
    return None
