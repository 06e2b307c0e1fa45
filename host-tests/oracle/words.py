"""Words and numbers that every part of the oracle shares.

The order of the words is that of the catalogue of facts; `docs/record.md` gives their wire numbers, which follow the
same order from 1 on.  The reasons are read from `docs/reasons.md` when the program starts.
"""

from __future__ import annotations

import pathlib
import re
from dataclasses import dataclass

#: The greatest amount of DE4, which as a limit means "unlimited" (amount.range, amount.limit).
DE4_MAX = 999_999_999_999
#: The greatest integer of the JSON forms; what is shown of a sum is at most this (usage.overflow).
SHOWN_MAX = 2**53 - 1
DAY_S = 86_400

#: From the weakest to the strongest (rule.actions).
ACTIONS = ["allow", "warn", "refer", "decline"]

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

TRANSACTIONS = ["sale", "preauth", "preauth_completion", "refund", "void", "reversal", "balance", "test"]
ENTRY_MODES = ["manual", "magstripe", "chip", "contactless", "qr_code", "fallback", "stored"]
CARD_KINDS = ["debit", "credit", "quasi_credit", "prepaid", "account"]
PARTS = ["card_reader", "contact", "positioning", "communication", "printer", "key_pad"]

#: Every fact that is a word, with its words in the order of the catalogue.
FACT_WORDS = {
    "transaction": TRANSACTIONS,
    "entry_mode": ENTRY_MODES,
    "card_kind": CARD_KINDS,
    "host": ["reachable", "unreachable", "timing_out"],
    "terminal": ["not_registered", "not_activated", "active", "dormant"],
    "tamper": ["intact", "tampered"],
    "fix_source": ["genuine", "mocked"],
    "link": ["up", "weak", "unstable", "interfered", "down"],
    "power": ["mains", "battery", "failing"],
    "damage": ["none", "damaged"],
    "service_point_data": ["loaded", "load_failed", "verify_failed"],
    "operator": ["trained", "not_trained"],
} | {part: ["working", "degraded", "faulty", "not_fitted"] for part in PARTS}

#: What a transaction that takes money, or reserves it, is (Limits).
TAKES_MONEY = ["sale", "preauth", "preauth_completion"]

#: The first two digits of DE22 for each entry mode (pos_codes.de22).
DE22_FIRST_TWO = {
    "manual": [1],
    "magstripe": [2, 90],
    "chip": [5],
    "contactless": [7, 91],
    "qr_code": [3, 4],
    "fallback": [80],
    "stored": [10],
}


@dataclass(frozen=True)
class Reason:
    """A row of the table of reasons."""

    number: int
    name: str
    side: str
    de39: str
    precedence: int


def read_reasons(path: pathlib.Path) -> dict[str, Reason]:
    """The rows of `docs/reasons.md` by name; a row starts with the number and names its columns in the head."""
    reasons: dict[str, Reason] = {}
    head: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            continue
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if "number" in cells and "name" in cells:
            head = cells
        elif re.fullmatch(r"[0-9]+", cells[0]):
            row = dict(zip(head, cells))
            reasons[row["name"]] = Reason(
                int(row["number"]), row["name"], row["side"], row["DE39"], int(row["precedence"])
            )
    return reasons


REASONS = read_reasons(pathlib.Path(__file__).resolve().parents[2] / "docs" / "reasons.md")


def version(text: str) -> tuple[int, ...]:
    """Four parts; those left out are 0 (software.version).

    >>> version("3.2")
    (3, 2, 0, 0)
    """
    parts = [int(part) for part in text.split(".")]
    return tuple(parts + [0] * (4 - len(parts)))


def version_text(parts: tuple[int, ...]) -> str:
    """All four parts, as findings show them."""
    return ".".join(str(part) for part in parts)


def in_code_list(code: str, listed: list[str]) -> bool:
    """Whether a category code is listed, singly or in a range with both ends (mcc.allowed).

    >>> in_code_list("5812", ["5411", "5811-5814"])
    True
    """
    for entry in listed:
        first, _, last = entry.partition("-")
        if int(first) <= int(code) <= int(last or first):
            return True
    return False


def weaker(one: str, other: str) -> str:
    """The weaker of two actions."""
    return min(one, other, key=ACTIONS.index)
