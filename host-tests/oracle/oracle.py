"""A plain interpreter of policies: lines of JSON in, a report a line out.

    python3 host-tests/oracle/oracle.py < cases.ndjson

A line is `{"policy": ..., "service_point": ..., "request": ...}`; what else it says is left alone.
"""

from __future__ import annotations

import json
import sys

from decision import decide


def canonical(value: object) -> str:
    """Sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def main() -> None:
    for line in sys.stdin:
        if line.strip():
            case = json.loads(line)
            print(canonical(decide(case["policy"], case["service_point"], case["request"])))


if __name__ == "__main__":
    main()
