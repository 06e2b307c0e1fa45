"""Local time: offsets with their transitions, local dates, business days and working days.

Instants are whole seconds UTC, dates are `datetime.date`, and a local time is a date with minutes after its midnight.
"""

from __future__ import annotations

import datetime
from datetime import date, timedelta

from words import DAY_S, WEEKDAYS

EPOCH = date(1970, 1, 1)
ONE_DAY = timedelta(days=1)


def parse_date(text: str) -> date:
    return date.fromisoformat(text)


def parse_offset(text: str) -> int:
    """Seconds east of UTC.

    >>> parse_offset("-03:30")
    -12600
    """
    sign = -1 if text[0] == "-" else 1
    hours, minutes = text[1:].split(":")
    return sign * (int(hours) * 3600 + int(minutes) * 60)


def parse_instant(text: str) -> int:
    moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
    return int(moment.timestamp())


class Zone:
    """The offset of a service point, with its dated transitions."""

    def __init__(self, service_point: dict):
        #: (instant from which it holds, seconds east of UTC), in the order of time; the first holds since ever.
        self.offsets: list[tuple[float, int]] = [(float("-inf"), parse_offset(service_point["utc_offset"]))]
        for transition in service_point.get("offset_transitions", []):
            self.offsets.append((parse_instant(transition["at"]), parse_offset(transition["utc_offset"])))

    def local_seconds(self, instant: int) -> int:
        """What the clock on the wall shows, as seconds since its 1970-01-01T00:00."""
        offset = 0
        for start, seconds_east in self.offsets:
            if start <= instant:
                offset = seconds_east
        return instant + offset

    def date(self, instant: int) -> date:
        """The local date."""
        return EPOCH + timedelta(days=self.local_seconds(instant) // DAY_S)

    def minute_of(self, day: date, instant: int) -> int:
        """The minute that the clock shows, counted from the midnight of `day`."""
        return (self.local_seconds(instant) - (day - EPOCH).days * DAY_S) // 60

    def instant(self, day: date, minute: int) -> int:
        """When the clock shows a local time (hours.transition).

        A time that a gap skips is the instant of the transition, one that a fold repeats is its first occurrence.
        """
        local = (day - EPOCH).days * DAY_S + minute * 60
        for index, (start, offset) in enumerate(self.offsets):
            end = self.offsets[index + 1][0] if index + 1 < len(self.offsets) else float("inf")
            instant = local - offset
            if instant < start:
                return int(start)  # skipped by the gap in which this offset began
            if instant < end:
                return instant
        raise AssertionError("the last offset has no end")


class BusinessDays:
    """Days that start at an offset from local midnight (usage.business_day, usage.window)."""

    def __init__(self, zone: Zone, offset_min: int):
        self.zone = zone
        self.offset_min = offset_min

    def start(self, day: date) -> int:
        return self.zone.instant(day, self.offset_min)

    def day(self, instant: int) -> date:
        """The business day that an instant belongs to: the last that has started."""
        day = self.zone.date(instant) + 3 * ONE_DAY
        while self.start(day) > instant:
            day -= ONE_DAY
        return day

    def window(self, window: str, instant: int) -> date:
        """The first business day of the window that holds an instant."""
        day = self.day(instant)
        return day.replace(day=1) if window == "month" else day


class WorkCalendar:
    """The policy's calendar of holidays and make-up workdays, or none (calendar.working_days, hours.calendar)."""

    def __init__(self, policy: dict):
        calendar = policy.get("calendar")
        self.exists = calendar is not None
        if calendar is None:
            return
        self.first = parse_date(calendar["covers_from"])
        self.last = parse_date(calendar["covers_through"])
        self.holidays = {parse_date(text) for text in calendar.get("holidays", [])}
        self.makeup_workdays = {
            parse_date(text): weekday for text, weekday in calendar.get("makeup_workdays", {}).items()
        }

    def covers(self, day: date) -> bool:
        return self.exists and self.first <= day <= self.last

    def is_working_day(self, day: date) -> bool:
        """Of a covered date."""
        return day in self.makeup_workdays or (day.weekday() < 5 and day not in self.holidays)

    def working_days_after(self, day: date, count: int) -> date | None:
        """The last of so many working days after a date; None where it cannot be told."""
        while count > 0:
            day += ONE_DAY
            if not self.covers(day):
                return None
            if self.is_working_day(day):
                count -= 1
        return day


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def between(first: str | None, day: date, last: str | None) -> bool:
    """Whether a date lies between two, both included; one left out bounds nothing."""
    if first is not None and day < parse_date(first):
        return False
    return last is None or day <= parse_date(last)
