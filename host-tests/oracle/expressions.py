"""Random expressions, typed as docs/expressions.md asks, with constants close to what requests say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from words import CARD_KINDS, ENTRY_MODES, FACT_WORDS, TRANSACTIONS, WEEKDAYS

if TYPE_CHECKING:
    from generate import Maker

ORDERS = ["==", "!=", "<", "<=", ">", ">="]

WORDS = {
    "transaction.type": TRANSACTIONS,
    "transaction.entry_mode": ENTRY_MODES,
    "transaction.card_kind": CARD_KINDS,
    "transaction.original_type": TRANSACTIONS,
    "terminal.state": FACT_WORDS["terminal"],
    "terminal.link": FACT_WORDS["link"],
    "terminal.power": FACT_WORDS["power"],
    "terminal.printer": FACT_WORDS["printer"],
    "terminal.operator": FACT_WORDS["operator"],
    "service_point.status": ["active", "suspended"],
    "service_point.address_check": ["matches", "differs"],
}

NUMBERS = {
    "custom.score": [0, 1, -1, 5],
    "custom.other": [0, 3, 9_007_199_254_740_991],
    "terminal.battery_percent": [15, 20, 50],
    "terminal.patch_level": [20, 4_294_967_000],
    "terminal.fix_accuracy_m": [10, 50],
    "transaction.currency": [156, 978],
    "transaction.de25": [0, 6, 59],
    "transaction.original_amount": [0, 1, 12_345],
    "usage.offline_amount": [0, 100_000],
    "usage.offline_count": [0, 3],
    "service_point.revision": [1, 7],
    "service_point.terminal_count": [0, 1, 2],
}

SETTLED = [
    "service_point.remote",
    "has(service_point.address_check)",
    "has(service_point.hours)",
    "has(service_point.application)",
    "has(service_point.valid_from)",
    "service_point.mcc.startsWith('5')",
    'service_point.region.startsWith("33")',
    'service_point.merchant_kind in ["restaurant", "store"]',
    "'licence' in service_point.document_kinds",
    'service_point.mcc < "5800"',
    "service_point.valid_through >= date('2026-06-30')",
]


class Expressions:
    """Makes expressions of one group."""

    def __init__(self, maker: Maker, usages: list[str]):
        self.maker = maker
        self.usages = usages

    def text(self) -> str:
        return self.boolean(self.maker.one([0, 1, 1, 2, 2, 3]))

    def boolean(self, depth: int) -> str:
        maker = self.maker
        kinds = [self.word, self.word, self.local, self.local, self.amount, self.settled, self.version, self.compared]
        if depth == 0:
            return maker.one(kinds + [self.compared])()
        inner = lambda: self.boolean(depth - 1)  # noqa: E731
        kind = maker.one(["both", "both", "both", "not", "if", "equal", "leaf"])
        if kind == "both":
            operator = maker.one(["&&", "||"])
            return f"({inner()}) {operator} ({inner()})"
        if kind == "not":
            return f"!({inner()})"
        if kind == "if":
            return f"({inner()}) ? ({inner()}) : {inner()}"
        if kind == "equal":
            return f"({inner()}){maker.one(ORDERS)}({inner()})"
        return self.boolean(0)

    def settled(self) -> str:
        return self.maker.one(SETTLED + ["true", "false"])

    def word(self) -> str:
        maker = self.maker
        fact = maker.one(list(WORDS))
        words = WORDS[fact]
        how = maker.one(["==", "!=", "turned", "in"])
        if how == "in":
            return f"{fact} in [{', '.join(repr(word) for word in maker.some(words, 1, min(3, len(words))))}]"
        word = maker.one(words)
        return f'"{word}" == {fact}' if how == "turned" else f"{fact} {how} '{word}' // a word\n"

    def local(self) -> str:
        maker = self.maker
        name = maker.one(["date", "time", "weekday", "day", "month"])

        def constant() -> str:
            if name == "date":
                return f'date("{maker.day(2, 2).isoformat()}")'
            if name == "time":
                minutes = maker.one([0, 60, 599, 600, 1320, 1440, maker.rng.randrange(1440)])
                return f"time('{minutes // 60:02}:{minutes % 60:02}')"
            if name == "weekday":
                return f'"{maker.one(WEEKDAYS)}"'
            return str(maker.one([maker.base.day, 1, 31, 0] if name == "day" else [maker.base.month, 1, 13]))

        if maker.chance(0.25):
            return f"local.{name} in [{', '.join(constant() for _ in range(maker.rng.randint(0, 3)))}]"
        order = maker.one(ORDERS[:2] if name == "weekday" else ORDERS)
        if maker.chance(0.3):
            return f"{constant()} {order} local.{name}"
        return f"local.{name} {order} {constant()}"

    def amount(self) -> str:
        maker = self.maker
        if maker.chance(0.15):
            return f"transaction.amount in [{', '.join(str(maker.one([1, 100, 5_000])) for _ in range(maker.rng.randint(0, 3)))}]"
        bound = str(maker.near(maker.one([1, 100, 5_000, 50_000])))
        if maker.chance(0.4):
            bound = f"({self.number(1, amounts=False)})"
        order = maker.one(ORDERS)
        return f"{bound} {order} transaction.amount" if maker.chance(0.3) else f"transaction.amount{order}{bound}"

    def version(self) -> str:
        maker = self.maker
        fact = maker.one(["terminal.app_version", "terminal.os_version"])
        return f'{fact} {maker.one(ORDERS)} version("{maker.one(["3.2", "3.2.0.1", "0", "65535.65535.65535.65535"])}")'

    def compared(self) -> str:
        maker = self.maker
        if maker.chance(0.25):
            constants = [str(maker.one([0, 1, 5, 20, 156, -3])) for _ in range(maker.rng.randint(0, 9))]
            return f"{self.number(1)} in [{', '.join(constants)}]"
        if maker.chance(0.4):
            fact = maker.one(list(NUMBERS))
            return f"{fact} {maker.one(ORDERS)} {maker.near(maker.one(NUMBERS[fact]))}"
        return f"{self.number(1)} {maker.one(ORDERS)} {self.number(1)}"

    def number(self, depth: int, amounts: bool = True) -> str:
        maker = self.maker
        kind = maker.one(["constant", "fact", "fact", "used"] + ["arithmetic", "negative", "if"] * (depth > 0))
        if kind == "constant":
            number = maker.one([0, 1, 7, 100, 2**63 - 1, -(2**63), maker.rng.randint(-50, 50)])
            return hex(number) if number > 0 and maker.chance(0.2) else str(number)
        if kind == "used" and self.usages:
            return f'usage.{maker.one(["amount", "count"])}("{maker.one(self.usages)}")'
        if kind == "arithmetic":
            operator = maker.one(["+", "-", "*", "/", "%"])
            return f"({self.number(depth - 1, amounts)} {operator} {self.number(depth - 1, amounts)})"
        if kind == "negative":
            return f"-({self.number(depth - 1, amounts)})"
        if kind == "if":
            condition = self.boolean(0) if amounts else self.settled()
            return f"({condition} ? {self.number(depth - 1, amounts)} : {self.number(depth - 1, amounts)})"
        return maker.one(list(NUMBERS))
