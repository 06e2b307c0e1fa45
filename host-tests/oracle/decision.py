"""From rules to a report: guards, scopes, actions, the primary reason (Guards, Rules)."""

from __future__ import annotations

from datetime import date

import cel
import counters
from advice import advise
from case import Case, Judgement
from conditions import CONDITIONS, SUBJECTS
from localtime import between, parse_date
from words import ACTIONS, REASONS, TAKES_MONEY, TRANSACTIONS, in_code_list, weaker


def concerns_service_point(rule: dict, service_point: dict) -> bool:
    """What is settled when the plan is made (rule.scope, scope.remote)."""
    scope = rule.get("scope", {})
    if "merchant_kinds" in scope and service_point["merchant_kind"] not in scope["merchant_kinds"]:
        return False
    if "mccs" in scope and not in_code_list(service_point["mcc"], scope["mccs"]):
        return False
    if "regions" in scope:
        if not any(service_point["region"].startswith(region) for region in scope["regions"]):
            return False
    return "remote" not in scope or scope["remote"] == service_point.get("remote", False)


def settled_when(case: Case, rule: dict) -> tuple | None:
    """What the service point leaves of a rule's `when`."""
    return cel.settle(cel.parse(rule["when"]), case) if "when" in rule else None


def plan_rules(policy: dict, service_point: dict) -> list[dict]:
    """The rules that concern the service point, in the policy's order (rule.scope, expression.when)."""
    case = Case(policy, service_point, {})
    return [
        rule
        for rule in policy["rules"]
        if concerns_service_point(rule, service_point) and settled_when(case, rule) != ("lit", False)
    ]


def plan_slots(policy: dict, service_point: dict) -> list[counters.Counter]:
    """The counters that the plan lists: those of its usage rules, and those that its expressions look at."""
    case = Case(policy, service_point, {})
    rules = plan_rules(policy, service_point)
    looked_at: set[str] = set()
    for rule in rules:
        when = settled_when(case, rule)
        looked_at |= cel.used_rules(when) if when is not None else set()
        if "require" in rule["condition"]:
            text = rule["condition"]["require"]["expression"]
            looked_at |= cel.used_rules(cel.settle(cel.parse(text), case))
    return counters.slots(rules, [rule for rule in policy["rules"] if rule["id"] in looked_at])


def transactions_concerned(rule: dict) -> list[str] | None:
    """Those that the scope names, or those that the condition concerns of itself; None for all."""
    named = rule.get("scope", {}).get("transactions")
    if named is not None:
        return named
    (condition,) = rule["condition"]
    if condition in ("amount", "currency", "usage", "offline"):
        return TAKES_MONEY
    if condition == "test_transaction":
        return [transaction for transaction in TRANSACTIONS if transaction != "test"]
    return None


# ---------------------------------------------------------------- guards


def plan_dates(case: Case) -> tuple[date | None, date | None]:
    """The later of the first dates and the earlier of the last dates (guard.validity)."""
    pages = (case.policy, case.service_point)
    first = max((parse_date(page["valid_from"]) for page in pages if "valid_from" in page), default=None)
    last = min((parse_date(page["valid_through"]) for page in pages if "valid_through" in page), default=None)
    return first, last


def guard_finding(rule: str, verdict: str, reason: str, action: str) -> dict:
    return finding(rule, Judgement(verdict, reason), action)


def guard_findings(case: Case) -> list[dict]:
    """The guards that speak before any rule, in their order; the host's speaks afterwards."""
    merchant_id = case.fact("merchant_id")
    if merchant_id is not None and merchant_id.rstrip(" ") != case.service_point["merchant_id"].rstrip(" "):
        return [guard_finding("@service_point", "fail", "OTHER_SERVICE_POINT", "decline")]
    findings = []
    if merchant_id is None:
        findings.append(guard_finding("@service_point", "unknown", "SERVICE_POINT_UNKNOWN", "refer"))
    if case.now is None:
        findings.append(guard_finding("@clock", "unknown", "CLOCK_NOT_TRUSTED", "refer"))
    else:
        first, last = plan_dates(case)
        if first is not None and case.today < first:
            findings.append(guard_finding("@validity", "fail", "PLAN_NOT_YET_VALID", "decline"))
        if last is not None and case.today > last:
            findings.append(guard_finding("@validity", "fail", "PLAN_EXPIRED", "decline"))
    return findings


#: Where one of these stands among the guards, every rule is not applicable.
SILENCING = {"OTHER_SERVICE_POINT", "PLAN_NOT_YET_VALID", "PLAN_EXPIRED"}


# ---------------------------------------------------------------- rules


def judge_rule(case: Case, rule: dict, slots: list[counters.Counter]) -> Judgement:
    """rule.dates, rule.scope, rule.scope_unknown, and the condition"""
    scope = rule.get("scope", {})
    has_dates = "valid_from" in rule or "valid_through" in rule
    if case.now is not None and not between(rule.get("valid_from"), case.today, rule.get("valid_through")):
        return Judgement("not_applicable")

    missing: str | None = None
    for fact, listed in (
        ("transaction", transactions_concerned(rule)),
        ("entry_mode", scope.get("entry_modes")),
        ("card_kind", scope.get("card_kinds")),
    ):
        if listed is None:
            continue
        value = case.fact(fact)
        if value is None:
            missing = missing or fact
        elif value not in listed:
            return Judgement("not_applicable")

    when = None
    settled = settled_when(case, rule)
    if settled is not None:
        when = cel.value(settled, case, slots)
        if when is False:
            return Judgement("not_applicable")

    ((name, parameters),) = rule["condition"].items()
    if name == "usage":
        judgement = counters.judge(case, rule, slots)
    elif name == "require":
        judgement = require(case, parameters["expression"], slots)
    else:
        judgement = CONDITIONS[name](case, rule, parameters)
    if judgement.verdict == "pass":
        return judgement
    # What is known of the condition does not matter any more; only built-in ones are still named by their fact.
    named = None if name == "require" else judgement.fact
    if missing is not None:
        return Judgement("unknown", "SCOPE_UNKNOWN", fact=missing)
    if has_dates and case.now is None:
        return Judgement("unknown", "CLOCK_NOT_TRUSTED", fact=named)
    if isinstance(when, cel.Missing):
        if when.fact == "now_utc_s":
            return Judgement("unknown", "CLOCK_NOT_TRUSTED", fact=named)
        return Judgement("unknown", "SCOPE_UNKNOWN", fact=when.fact)
    return judgement


def require(case: Case, text: str, slots: list[counters.Counter]) -> Judgement:
    """require.expression, require.finding"""
    settled = cel.settle(cel.parse(text), case)
    says = cel.value(settled, case, slots)
    shown = cel.shown(settled, case)
    if isinstance(says, cel.Missing):
        if says.fact == "now_utc_s":
            return Judgement("unknown", "CLOCK_NOT_TRUSTED", fact="now_utc_s")
        return Judgement("unknown", "REQUIREMENT_UNKNOWN", **shown | {"fact": says.fact})
    if says:
        return Judgement("pass", **shown)
    return Judgement("fail", "REQUIREMENT_NOT_MET", **shown)


def softened_to(case: Case, rule: dict) -> str:
    """The strongest action that directives leave to a rule today (rule.relaxed)."""
    strongest = "decline"
    if case.now is None:
        return strongest
    for directive in case.directives("relax"):
        relax = directive["effect"]["relax"]
        if rule["id"] in relax["rules"] and between(directive["from"], case.today, directive["through"]):
            strongest = weaker(strongest, relax.get("to", "warn"))
    return strongest


def action_of(case: Case, rule: dict, judgement: Judgement) -> str:
    """What a verdict leads to, before the host is asked about (rule.actions)."""
    if judgement.verdict not in ("fail", "unknown"):
        return "allow"
    if judgement.always_declines:
        return "decline"
    return weaker(rule[f"on_{judgement.verdict}"], softened_to(case, rule))


def finding(rule_id: str, judgement: Judgement, action: str) -> dict:
    return {
        "rule": rule_id,
        "verdict": judgement.verdict,
        "reason": judgement.reason,
        "action": action,
        "fact": judgement.fact,
        "unit": judgement.unit,
        "observed": judgement.observed,
        "required": judgement.required,
        "subject": judgement.subject,
    }


# ---------------------------------------------------------------- the report


def bits(judged: list[tuple[dict, Judgement]], verdict: str) -> str:
    """The set of rules with a verdict: bit n is the plan's rule n."""
    value = sum(1 << place for place, (_, judgement) in enumerate(judged) if judgement.verdict == verdict)
    return f"{value:016x}"


def primary_reason(findings: list[dict]) -> str | None:
    """That of the strongest action, among equals the first of the table (rule.precedence, guard.clock)."""
    if any(entry["rule"] == "@clock" for entry in findings):
        return "CLOCK_NOT_TRUSTED"
    strongest = max((entry["action"] for entry in findings), key=ACTIONS.index)
    if strongest == "allow":
        return None
    reasons = [entry["reason"] for entry in findings if entry["action"] == strongest]
    return min(reasons, key=lambda name: REASONS[name].precedence)


def decide(policy: dict, service_point: dict, request: dict) -> dict:
    """The whole report of one request."""
    case = Case(policy, service_point, request)
    rules = plan_rules(policy, service_point)
    slots = plan_slots(policy, service_point)
    guards = guard_findings(case)
    silenced = any(guard["reason"] in SILENCING for guard in guards)

    judged: list[tuple[dict, Judgement]] = []
    rule_findings: list[dict] = []
    for rule in rules:
        judgement = Judgement("not_applicable") if silenced else judge_rule(case, rule, slots)
        ((name, parameters),) = rule["condition"].items()
        if name in SUBJECTS:
            judgement.subject = parameters[SUBJECTS[name]]
        elif name in ("materials", "form"):
            judgement.subject = CONDITIONS[name](case, rule, parameters).subject
        judged.append((rule, judgement))
        rule_findings.append(finding(rule["id"], judgement, action_of(case, rule, judgement)))

    # guard.host: where the host is not reachable, every referral becomes what stands in for it.
    host = case.fact("host")
    if host != "reachable" and any(entry["action"] == "refer" for entry in guards + rule_findings):
        for guard in guards:
            if guard["action"] == "refer":
                guard["action"] = "decline"
        for rule, entry in zip(rules, rule_findings):
            if entry["action"] == "refer":
                entry["action"] = rule.get("on_unreachable", "decline")
        verdict = "unknown" if host is None else "fail"
        guards.append(guard_finding("@host", verdict, "HOST_UNREACHABLE", "allow"))

    findings = guards + rule_findings
    reason = primary_reason(findings)
    actions = {entry["action"] for entry in findings}
    outcome = "decline" if "decline" in actions else "refer" if "refer" in actions else "proceed"
    de39 = None
    if outcome != "proceed":
        de39 = policy.get("de39", {}).get(reason, REASONS[reason].de39)
    return {
        "accrual": counters.accrual(case, slots),
        "advice": [] if silenced else advise(case, judged, plan_dates(case)[1]),
        "de39": de39,
        "failed": bits(judged, "fail"),
        "findings": findings,
        "guards": [guard["reason"] for guard in guards],
        "outcome": outcome,
        "reason": reason,
        "reason_number": 0 if reason is None else REASONS[reason].number,
        "unknown": bits(judged, "unknown"),
    }
