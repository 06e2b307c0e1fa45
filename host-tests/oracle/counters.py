"""Counters and what a transaction adds to them (Limits: usage.*; Accrual).

The plan lists a counter for each different one that its usage rules watch, in an order that the rules' order does not
touch: window, subject, entry modes, card kinds, whether refunds restore.
"""

from __future__ import annotations

from typing import NamedTuple

from case import Case, Judgement
from words import CARD_KINDS, DE4_MAX, ENTRY_MODES, SHOWN_MAX

WINDOWS = ["day", "month"]
SUBJECTS = ["terminal", "service_point", "card"]
REFUNDS = ["ignore", "restore"]


class Counter(NamedTuple):
    """What one slot counts; the words as their places in the lists, so that counters sort."""

    window: int
    subject: int
    entry_modes: int
    card_kinds: int
    refunds: int


def mask(words: list[str], catalogue: list[str]) -> int:
    """A bit for each word by its wire number; 0 for no restriction."""
    return sum(1 << (catalogue.index(word) + 1) for word in words)


def counter_of(rule: dict) -> Counter:
    usage = rule["condition"]["usage"]
    scope = rule.get("scope", {})
    return Counter(
        WINDOWS.index(usage["window"]),
        SUBJECTS.index(usage["subject"]),
        mask(scope.get("entry_modes", []), ENTRY_MODES),
        mask(scope.get("card_kinds", []), CARD_KINDS),
        REFUNDS.index(usage.get("refunds", "ignore")),
    )


def slots(rules: list[dict], looked_at: list[dict] = []) -> list[Counter]:
    """The counters of the plan's rules, and of those that expressions look at; the place in the list is the slot."""
    return sorted({counter_of(rule) for rule in rules + looked_at if "usage" in rule["condition"]})


def sum_so_far(case: Case, rule: dict, counter: dict, now: int) -> int:
    """What was used in the window of now; a counter taken before it counts as zero (usage.window)."""
    usage = rule["condition"]["usage"]
    first_day = case.business_days.window(usage["window"], now)
    if counter["taken_at_utc_s"] < case.business_days.start(first_day):
        return 0
    return counter["amount_minor"] if usage["measure"] == "amount" else counter["count"]


def judge(case: Case, rule: dict, plan_slots: list[Counter]) -> Judgement:
    """The condition `usage`."""
    usage = rule["condition"]["usage"]
    by_amount = usage["measure"] == "amount"
    now = case.now
    if now is None:
        return Judgement("unknown", "CLOCK_NOT_TRUSTED")
    amount = case.fact("amount_minor")
    if by_amount and amount is None:
        return Judgement("unknown", "AMOUNT_MISSING")

    slot = plan_slots.index(counter_of(rule))
    counter = None
    for candidate in case.fact("counters") or []:
        if candidate["slot"] == slot:
            counter = candidate
    if counter is None:
        return Judgement("unknown", "USAGE_MISSING")

    age = now - counter["taken_at_utc_s"]
    if age < 0:
        return Judgement("unknown", "USAGE_FROM_FUTURE", unit="s", observed=age, required={"at_least": 0})
    window_start = case.business_days.start(case.business_days.window(usage["window"], now))
    in_window = counter["taken_at_utc_s"] >= window_start
    if in_window and "age_max_s" in usage and age > usage["age_max_s"]:
        return Judgement(
            "unknown", "USAGE_STALE", unit="s", observed=age, required={"at_most": usage["age_max_s"]}
        )

    total = sum_so_far(case, rule, counter, now) + (amount if by_amount else 1)
    limit = case.limit_in_force(rule["id"], usage["max"], case.business_days.day(now))
    judgement = Judgement(
        "pass",
        unit="minor" if by_amount else "count",
        observed=min(total, SHOWN_MAX),
        required={"at_most": limit},
    )
    if by_amount and total > DE4_MAX:
        judgement.verdict, judgement.reason, judgement.always_declines = "fail", "USAGE_OVERFLOW", True
    elif total > limit:
        window, measure = usage["window"].upper(), usage["measure"].upper()
        judgement.verdict, judgement.reason = "fail", f"{window}_{measure}_ABOVE_LIMIT"
    return judgement


def accrual(case: Case, plan_slots: list[Counter]) -> list[dict]:
    """What the transaction adds once it is completed, slot by slot (Accrual)."""
    entries = []
    for slot, counter in enumerate(plan_slots):
        added = added_to(case, counter)
        if added is None:
            continue
        amount, count, instant = added
        if amount == 0 and count == 0:
            continue
        if not counts(case, counter, takes_away=amount < 0 or count < 0):
            continue
        window = case.business_days.window(WINDOWS[counter.window], instant)
        entries.append(
            {"slot": slot, "window": window.isoformat(), "amount_minor": amount, "count": count}
        )
    return entries


def added_to(case: Case, counter: Counter) -> tuple[int, int, int] | None:
    """Amount, number, and an instant of the window in which they count; None for nothing."""
    transaction = case.fact("transaction")
    amount = case.fact("amount_minor")
    if transaction in ("sale", "preauth_completion"):
        if amount is None or case.now is None:
            return None
        return amount, 1, case.now

    made_at = case.fact("original_at_utc_s")
    if made_at is None or case.fact("original_transaction") not in (None, "sale", "preauth_completion"):
        return None
    if transaction in ("void", "reversal"):
        original = case.fact("original_amount_minor")
        return None if original is None else (-original, -1, made_at)
    if transaction == "refund" and REFUNDS[counter.refunds] == "restore":
        return None if amount is None else (-amount, 0, made_at)
    return None


def counts(case: Case, counter: Counter, takes_away: bool) -> bool:
    """Whether a counter concerns the card and how it was read (accrual.scope)."""
    for restriction, catalogue, fact in (
        (counter.entry_modes, ENTRY_MODES, "entry_mode"),
        (counter.card_kinds, CARD_KINDS, "card_kind"),
    ):
        if restriction == 0:
            continue
        word = case.fact(fact)
        if word is None:
            if takes_away:
                return False
        elif not restriction & mask([word], catalogue):
            return False
    return True
