"""Works out the table of expressions, the cases of CEL's own conformance suite among them."""

from __future__ import annotations

import json
import pathlib
import sys

import cel
from case import Case

POINT = {"id": "s", "merchant_id": "M1", "merchant_kind": "restaurant", "mcc": "5812", "region": "330106", "utc_offset": "+08:00"}
POLICY = {"custom_facts": {name: number for number, name in enumerate("abcdefgh")}, "rules": []}


def main() -> None:
    wrong = 0
    cases = json.loads(pathlib.Path(__file__).with_name("cel_cases.json").read_text(encoding="utf-8"))
    for row in cases:
        facts = {f"custom_{'abcdefgh'.index(name)}": number for name, number in row.get("custom", {}).items()}
        case = Case(POLICY, POINT, facts)
        found = cel.value(cel.settle(cel.parse(row["expression"]), case), case, [])
        found = "error" if isinstance(found, cel.Missing) else found
        if found != row["value"] or isinstance(found, bool) != isinstance(row["value"], bool):
            wrong += 1
            print(f"{row['expression']!r}: {found} instead of {row['value']}")
    print(f"expressions: {len(cases)} cases, {wrong} wrong")
    sys.exit(1 if wrong or len(cases) < 150 else 0)


if __name__ == "__main__":
    main()
