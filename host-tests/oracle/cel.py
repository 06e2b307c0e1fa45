"""Expressions (docs/expressions.md): the part of CEL that policies use, parsed and worked out.

An expression is parsed into tuples.  `settle` works out what the service point alone decides, as the plan does, so that
what is left can be looked at; `value` works out the rest for a request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import counters
from case import Case
from localtime import parse_date
from words import FACT_WORDS, SHOWN_MAX, WEEKDAYS, version, version_text

INT_MIN, INT_MAX = -(2**63), 2**63 - 1

#: Facts of the request whose names in expressions are not their names in JSON.
RENAMED = {
    ("terminal", "state"): "terminal",
    ("transaction", "type"): "transaction",
    ("transaction", "amount"): "amount_minor",
    ("transaction", "original_amount"): "original_amount_minor",
    ("transaction", "original_type"): "original_transaction",
    ("usage", "offline_amount"): "offline_amount_minor",
    ("usage", "offline_count"): "offline_count",
}


@dataclass(frozen=True)
class Missing:
    """An error of CEL, with the fact whose absence made it one, if that did."""

    fact: str | None


# ---------------------------------------------------------------- parsing

TOKEN = re.compile(
    r"""(?P<blank>(?:\s|//[^\n]*)+)
      | (?P<text>[rR]?(?:'{3}(?:\\.|.)*?'{3}|"{3}(?:\\.|.)*?"{3}|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"))
      | (?P<number>0[xX][0-9a-fA-F]+|[0-9]+)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<mark>&&|\|\||[=!<>]=|[-+*/%<>!?:()\[\],.])""",
    re.VERBOSE | re.DOTALL,
)

ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def unquoted(text: str) -> str:
    """What a string literal says.

    >>> unquoted(r"'a\\x41\\u4e2d'")
    'aA中'
    >>> unquoted(r"r'\\n'")
    '\\\\n'
    """
    raw = text[0] in "rR"
    body = text[1:] if raw else text
    fence = 3 if body[:3] in ("'''", '"""') else 1
    body = body[fence:-fence]
    if raw:
        return body

    def escaped(match: re.Match) -> str:
        kind = match.group(1)
        if kind[0] in "xXuU":
            return chr(int(kind[1:], 16))
        if kind[0].isdigit():
            return chr(int(kind, 8))
        return ESCAPES.get(kind, kind)

    return re.sub(r"\\([xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)", escaped, body, flags=re.DOTALL)


class Parser:
    def __init__(self, text: str):
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            match = TOKEN.match(text, at)
            if match is None:
                raise ValueError(f"{text[at:at + 20]!r} is no token")
            at = match.end()
            if match.lastgroup != "blank":
                self.tokens.append((str(match.lastgroup), match.group()))
        self.tokens.append(("end", ""))

    def peek(self) -> str:
        kind, text = self.tokens[0]
        return text if kind in ("mark", "name") else kind

    def take(self, *marks: str) -> str | None:
        if self.tokens[0][0] in ("mark", "name") and self.tokens[0][1] in marks:
            return self.tokens.pop(0)[1]
        return None

    def need(self, mark: str) -> None:
        if self.take(mark) is None:
            raise ValueError(f"{self.tokens[0]} instead of {mark}")

    def expression(self) -> tuple:
        condition = self.either()
        if self.take("?"):
            second = self.either()
            self.need(":")
            return ("if", condition, second, self.expression())
        return condition

    def either(self) -> tuple:
        left = self.both()
        while self.take("||"):
            left = ("or", left, self.both())
        return left

    def both(self) -> tuple:
        left = self.relation()
        while self.take("&&"):
            left = ("and", left, self.relation())
        return left

    def relation(self) -> tuple:
        left = self.sum()
        while operator := self.take("==", "!=", "<=", ">=", "<", ">", "in"):
            right = self.sum()
            left = ("in", left, right) if operator == "in" else ("cmp", operator, left, right)
        return left

    def sum(self) -> tuple:
        left = self.product()
        while operator := self.take("+", "-"):
            left = ("arith", operator, left, self.product())
        return left

    def product(self) -> tuple:
        left = self.unary()
        while operator := self.take("*", "/", "%"):
            left = ("arith", operator, left, self.unary())
        return left

    def unary(self) -> tuple:
        if self.take("!"):
            return ("not", self.unary())
        if self.take("-"):
            if self.tokens[0][0] == "number":
                return self.methods(("lit", -int(self.tokens.pop(0)[1], 0)))
            return ("neg", self.unary())
        return self.member()

    def literal_argument(self) -> str:
        self.need("(")
        text = unquoted(self.tokens.pop(0)[1])
        self.need(")")
        return text

    def member(self) -> tuple:
        kind, text = self.tokens[0]
        if kind == "number":
            self.tokens.pop(0)
            # A leading zero is no octal in CEL.
            return self.methods(("lit", int(text, 16) if text[:2] in ("0x", "0X") else int(text)))
        if kind == "text":
            self.tokens.pop(0)
            return self.methods(("lit", unquoted(text)))
        if self.take("("):
            inner = self.expression()
            self.need(")")
            return self.methods(inner)
        if self.take("["):
            items = []
            while not self.take("]"):
                items.append(self.expression())
                self.take(",")
            return ("list", tuple(items))
        self.tokens.pop(0)
        if text in ("true", "false"):
            return ("lit", text == "true")
        if text == "has":
            self.need("(")
            group = self.tokens.pop(0)[1]
            self.need(".")
            name = self.tokens.pop(0)[1]
            self.need(")")
            return ("has", group, name)
        if text in ("date", "time", "version"):
            return ("of", text, self.literal_argument())
        self.need(".")
        name = self.tokens.pop(0)[1]
        if text == "usage" and self.peek() == "(":
            return ("used", name, self.literal_argument())
        return self.methods(("fact", text, name))

    def methods(self, value: tuple) -> tuple:
        while self.take("."):
            self.need("startsWith")
            self.need("(")
            value = ("starts", value, self.expression())
            self.need(")")
        return value


def parse(text: str) -> tuple:
    parser = Parser(text)
    tree = parser.expression()
    if parser.tokens[0][0] != "end":
        raise ValueError(f"{parser.tokens[0]} after the end")
    return tree


# ---------------------------------------------------------------- what the service point settles


def registered(case: Case, name: str) -> Any:
    """A fact of the service point, None where it was left out."""
    point = case.service_point
    if name == "remote":
        return point.get("remote", False)
    if name == "terminal_count":
        return len(point.get("terminals", []))
    if name == "regulations_met":
        return list(point.get("regulations_met", []))
    if name == "document_kinds":
        return [copy["kind"] for copy in point.get("documents", [])]
    if name == "merchant_id":
        return point["merchant_id"].rstrip(" ")
    value = point.get(name)
    if name in ("valid_from", "valid_through") and value is not None:
        return parse_date(value)
    return value


def settle(tree: tuple, case: Case) -> tuple:
    """The same with all worked out that the request does not change: a literal, an error, or what is left."""
    kind = tree[0]
    if kind == "lit":
        return tree
    if kind == "fact":
        if tree[1] != "service_point":
            return tree
        found = registered(case, tree[2])
        return ("error",) if found is None else ("lit", found)
    if kind == "has":
        return ("lit", registered(case, tree[2]) is not None)
    if kind == "of":
        return ("lit", constant(tree[1], tree[2]))
    if kind == "used":
        return tree
    if kind == "list":
        items = [settle(item, case) for item in tree[1]]
        # An error among the elements is one of the whole list.
        return ("error",) if ("error",) in items else ("lit", [item[1] for item in items])
    if kind in ("and", "or"):
        absorbing, neutral = ("lit", kind == "or"), ("lit", kind == "and")
        left, right = settle(tree[1], case), settle(tree[2], case)
        if absorbing in (left, right):
            return absorbing
        if left == neutral:
            return right
        if right == neutral:
            return left
        return ("error",) if left == right == ("error",) else (kind, left, right)
    if kind == "if":
        condition = settle(tree[1], case)
        branches = settle(tree[2], case), settle(tree[3], case)
        if condition[0] == "lit":
            return branches[0] if condition[1] else branches[1]
        return condition if condition == ("error",) else ("if", condition, *branches)
    operands = [settle(part, case) if isinstance(part, tuple) else part for part in tree[1:]]
    parts = [part for part in operands if isinstance(part, tuple)]
    if all(part[0] == "lit" for part in parts):
        result = value((kind, *operands), case, [])
        return ("error",) if isinstance(result, Missing) else ("lit", result)
    if all(part[0] in ("lit", "error") for part in parts):
        return ("error",)
    return (kind, *operands)


def constant(function: str, text: str) -> Any:
    if function == "date":
        return parse_date(text)
    if function == "time":
        hours, minutes = text.split(":")
        return int(hours) * 60 + int(minutes)
    return version(text)


def used_rules(tree: tuple) -> set[str]:
    """The usage rules whose counters an expression looks at."""
    if tree[0] == "used":
        return {tree[2]}
    return {rule for part in tree[1:] if isinstance(part, tuple) for rule in used_rules(part)}


# ---------------------------------------------------------------- what a request says


def fact_name(case: Case, group: str, name: str) -> str:
    if group == "custom":
        return f"custom_{case.policy['custom_facts'][name]}"
    return RENAMED.get((group, name), name)


def fact(case: Case, group: str, name: str) -> Any:
    if group == "local":
        if case.now is None:
            return Missing("now_utc_s")
        seconds = case.zone.local_seconds(case.now)
        day = case.today
        return {
            "date": day,
            "time": seconds % 86_400 // 60,
            "weekday": WEEKDAYS[day.weekday()],
            "day": day.day,
            "month": day.month,
        }[name]
    known = fact_name(case, group, name)
    found = case.fact(known)
    if found is None:
        return Missing(known)
    return version(found) if known.endswith("_version") else found


def used(case: Case, measure: str, rule_id: str, slots: list) -> Any:
    """What was used of the counter of a usage rule before this transaction."""
    if case.now is None:
        return Missing("now_utc_s")
    (rule,) = [rule for rule in case.policy["rules"] if rule["id"] == rule_id]
    slot = slots.index(counters.counter_of(rule))
    found = [counter for counter in case.fact("counters") or [] if counter["slot"] == slot]
    if not found:
        return Missing(None)
    counter, usage = found[-1], rule["condition"]["usage"]
    age = case.now - counter["taken_at_utc_s"]
    if age < 0:
        return Missing(None)
    start = case.business_days.start(case.business_days.window(usage["window"], case.now))
    if counter["taken_at_utc_s"] < start:
        return 0
    if "age_max_s" in usage and age > usage["age_max_s"]:
        return Missing(None)
    return counter["amount_minor"] if measure == "amount" else counter["count"]


def bounded(number: int) -> int | Missing:
    return number if INT_MIN <= number <= INT_MAX else Missing(None)


def arithmetic(operator: str, left: int, right: int) -> int | Missing:
    if operator == "+":
        return bounded(left + right)
    if operator == "-":
        return bounded(left - right)
    if operator == "*":
        return bounded(left * right)
    if right == 0:
        return Missing(None)
    quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    if isinstance(bounded(quotient), Missing):
        return Missing(None)  # the least integer by -1
    return quotient if operator == "/" else left - quotient * right


COMPARE = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def value(tree: tuple, case: Case, slots: list) -> Any:
    """The value of what `settle` left, for the request at hand."""
    kind = tree[0]
    if kind == "lit":
        return tree[1]
    if kind == "error":
        return Missing(None)
    if kind == "fact":
        return fact(case, tree[1], tree[2])
    if kind == "used":
        return used(case, tree[1], tree[2], slots)
    if kind in ("and", "or"):
        left, right = value(tree[1], case, slots), value(tree[2], case, slots)
        decides = kind == "or"
        if left is decides or right is decides:
            return decides
        return left if isinstance(left, Missing) else right
    if kind == "if":
        condition = value(tree[1], case, slots)
        if isinstance(condition, Missing):
            return condition
        return value(tree[2] if condition else tree[3], case, slots)
    parts = [value(part, case, slots) for part in tree[1:] if isinstance(part, tuple)]
    for part in parts:
        if isinstance(part, Missing):
            return part
    if kind == "not":
        return not parts[0]
    if kind == "neg":
        return bounded(-parts[0])
    if kind == "cmp":
        return COMPARE[tree[1]](*parts)
    if kind == "in":
        return parts[0] in parts[1]
    if kind == "starts":
        return parts[0].startswith(parts[1])
    return arithmetic(tree[1], *parts)


# ---------------------------------------------------------------- what a finding shows

TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
UNITS = {
    "amount_minor": "minor",
    "original_amount_minor": "minor",
    "offline_amount_minor": "minor",
    "app_version": "version",
    "os_version": "version",
    "battery_percent": "percent",
    "fix_accuracy_m": "m",
    "fix_region": "region",
    "currency": "currency",
    "de22": "code",
    "de25": "code",
    "original_transaction": "word",
} | {fact: "word" for fact in FACT_WORDS}


def shown(tree: tuple, case: Case) -> dict:
    """What is shown of a requirement after settling (require.finding)."""
    if tree[0] == "cmp":
        operator, left, right = tree[1:]
        if left[0] == "lit":
            operator, left, right = TURNED[operator], right, left
    elif tree[0] == "in":
        operator, left, right = "in", tree[1], tree[2]
    else:
        return {}
    if left[0] != "fact" or left[1] == "local" or right[0] != "lit":
        return {}
    known = fact_name(case, left[1], left[2])
    if operator == "in" and known == "amount_minor":
        if len(right[1]) != 1:
            return {}
        operator, right = "==", ("lit", right[1][0])
    unit = UNITS.get(known, "count")
    observed = case.fact(known)
    if unit == "version" and observed is not None:
        observed = version_text(version(observed))
    return {"fact": known, "unit": unit, "observed": observed, "required": required(operator, right[1], unit, known)}


def required(operator: str, bound: Any, unit: str, known: str) -> dict | None:
    if operator in ("==", "in"):
        values = bound if operator == "in" else [bound]
        if unit == "word":
            return {"one_of": values}
        if unit == "version" or len(values) > 8 or any(not 0 <= one <= 65_535 for one in values):
            return None
        return {"one_of": values}
    if operator == "!=":
        return None
    key = "at_most" if operator in ("<", "<=") else "at_least"
    step = {"<": -1, ">": 1}.get(operator, 0)
    if unit == "version":
        packed = sum(part << (48 - 16 * place) for place, part in enumerate(bound)) + step
        if not 0 <= packed < 2**64:
            return None
        return {key: version_text(tuple((packed >> shift) & 0xFFFF for shift in (48, 32, 16, 0)))}
    bound += step
    return {key: bound} if abs(bound) <= SHOWN_MAX else None
