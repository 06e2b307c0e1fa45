"""Holds the oracle against the golden vectors, whole reports: `python3 host-tests/oracle/check_vectors.py`."""

from __future__ import annotations

import json
import pathlib
import sys

from compare import differing_keys
from decision import decide
from foresight import problems

VECTORS = pathlib.Path(__file__).resolve().parents[1] / "vectors"


def main() -> None:
    checked = 0
    disagree = 0
    for path in sorted(VECTORS.glob("*.json")):
        for group in json.loads(path.read_text(encoding="utf-8")).get("groups", []):
            if "policy" not in group or "service_point" not in group:
                continue
            for case in group["cases"]:
                if "outcome" not in case.get("expected", {}):
                    continue
                report = decide(group["policy"], group["service_point"], case["request"])
                expected = {key: value for key, value in case["expected"].items() if key in report}
                checked += 1
                keys = differing_keys(group["policy"], report, expected)
                asked = (group["policy"], group["service_point"], case["request"])
                keys += problems(*asked, case["expected"].get("foresight"))
                if keys:
                    disagree += 1
                    print(f"{case['id']}: {', '.join(keys)}\n  oracle {report}\n  vector {expected}")
    print(f"vectors: {checked} cases, {disagree} disagree")
    sys.exit(1 if disagree else 0)


if __name__ == "__main__":
    main()
