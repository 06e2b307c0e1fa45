"""Holds another engine against the oracle on generated cases, whole reports.

    python3 host-tests/oracle/differ.py --cases 20000 --seed 1 --answer CMD

CMD reads the cases, a line each, and writes a report a line, or `{"error": ...}` where it cannot.  Exits with 1 where
any report differs, any case errs, or any reason of `docs/reasons.md` never came up.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shlex
import subprocess
import sys
import traceback
from collections import Counter
from typing import NamedTuple

import generate
from compare import differing_keys
from decision import decide
from foresight import problems
from oracle import canonical
from words import REASONS

#: Groups that are made, asked and compared at once; what is held in memory at a time is this times the jobs.
GROUPS_A_BATCH = 40
SHOWN_IN_FULL = 10


class Batch(NamedTuple):
    seed: int
    groups: range
    answer: str


class Result(NamedTuple):
    cases: int
    counted: Counter
    disagreements: list[dict]


def line_of(case: dict) -> str:
    return canonical({key: case[key] for key in ("policy", "service_point", "request")})


def ask(answer: str, cases: list[dict]) -> list[dict]:
    """What the other engine answers to each case."""
    lines = "".join(line_of(case) + "\n" for case in cases)
    done = subprocess.run(shlex.split(answer), input=lines, capture_output=True, text=True, check=False)
    answers = []
    for line in done.stdout.splitlines():
        try:
            answers.append(json.loads(line))
        except ValueError:
            answers.append({"error": f"no JSON: {line[:200]}"})
    if done.returncode != 0 or len(answers) != len(cases):
        problem = f"exit {done.returncode}, {len(answers)} lines for {len(cases)} cases: {done.stderr[-500:]}"
        answers += [{"error": problem}] * (len(cases) - len(answers))
    return answers


def run(batch: Batch) -> Result:
    """One batch, in a process of its own."""
    cases = list(generate.cases(batch.seed, batch.groups))
    counted: Counter = Counter()
    disagreements = []
    for case, theirs in zip(cases, ask(batch.answer, cases)):
        try:
            mine = decide(case["policy"], case["service_point"], case["request"])
        except Exception:  # a slip of the oracle's must name its case, not end the run
            disagreements.append(case | {"keys": ["oracle"], "mine": traceback.format_exc(), "theirs": theirs})
            continue
        count(counted, mine)
        claim = theirs.pop("foresight", None)
        keys = ["error"] if "error" in theirs else differing_keys(case["policy"], mine, theirs)
        if not keys:
            keys = problems(case["policy"], case["service_point"], case["request"], claim)
            count_foreseen(counted, claim)
        if keys:
            disagreements.append(case | {"keys": keys, "mine": mine, "theirs": theirs})
    return Result(len(cases), counted, disagreements)


def count(counted: Counter, report: dict) -> None:
    counted["outcome", report["outcome"]] += 1
    if report["reason"] is not None:
        counted["primary", report["reason"]] += 1
    for reason in {finding["reason"] for finding in report["findings"]} - {None}:
        counted["found", reason] += 1
    for entry in report["advice"]:
        counted["advice", entry["advice"]] += 1
    if report["accrual"]:
        counted["accrual", "reports that add something"] += 1
    for entry in report["accrual"]:
        kind = "adds" if entry["count"] > 0 else "undoes" if entry["count"] < 0 else "gives back"
        counted["accrual", f"entries that {kind}"] += 1


def count_foreseen(counted: Counter, claim: dict) -> None:
    for key, value in claim.items():
        counted["foresight", f"{key}: {'none' if value is None else 'some'}"] += 1


def print_disagreement(case: dict) -> None:
    print(f"\ncase {case['id']}: {', '.join(case['keys'])} differ")
    for part in ("policy", "service_point", "request"):
        print(f"  {part}: {canonical(case[part])}")
    mine, theirs = case["mine"], case["theirs"]
    if isinstance(mine, str) or "error" in theirs:
        print(f"  oracle: {mine}\n  answer: {theirs}")
        return
    print(f"  oracle: {canonical(mine)}\n  answer: {canonical(theirs)}")
    for key in case["keys"]:
        if key == "findings":
            for ours, other in zip(mine["findings"], theirs.get("findings", [])):
                if ours != other:
                    print(f"  finding, oracle: {canonical(ours)}\n           answer: {canonical(other)}")
        elif key in mine:
            print(f"  {key}: oracle {canonical(mine.get(key))}, answer {canonical(theirs.get(key))}")


def print_distribution(counted: Counter) -> None:
    for title in ("outcome", "foresight", "advice", "accrual"):
        print(f"\n{title}")
        for (kind, name), number in sorted(counted.items()):
            if kind == title:
                print(f"  {name:32}{number:9}")
    print(f"\n{'reason':34}{'primary':>9}{'found':>9}")
    for reason in sorted(REASONS.values(), key=lambda reason: reason.precedence):
        primary, found = counted["primary", reason.name], counted["found", reason.name]
        print(f"  {reason.name:32}{primary:9}{found:9}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--answer", required=True, help="the command that answers")
    arguments = parser.parse_args()

    groups = -(-arguments.cases // generate.REQUESTS_A_GROUP)
    batches = (
        Batch(arguments.seed, range(first, min(first + GROUPS_A_BATCH, groups)), arguments.answer)
        for first in range(0, groups, GROUPS_A_BATCH)
    )
    cases = disagree = 0
    counted: Counter = Counter()
    with multiprocessing.Pool(arguments.jobs) as pool:
        for result in pool.imap(run, batches):
            cases += result.cases
            counted += result.counted
            for case in result.disagreements:
                disagree += 1
                if disagree <= SHOWN_IN_FULL:
                    print_disagreement(case)
                else:
                    print(f"case {case['id']}: {', '.join(case['keys'])} differ")

    print_distribution(counted)
    missing = [name for name in REASONS if counted["found", name] == 0]
    if missing:
        print(f"\nreasons that never came up: {', '.join(missing)}")
    print(f"oracle: {cases} cases, {disagree} disagree")
    sys.exit(1 if disagree or missing else 0)


if __name__ == "__main__":
    main()
