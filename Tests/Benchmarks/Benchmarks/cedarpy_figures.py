"""What Rust Cedar, as cedarpy brings it, says of its own time. Arguments: files of JSON, each with `policies` (Cedar
text), `entities`, `requests` and maybe a `schema`.

Prints one JSON object: the version, and for each file (named without its folder and ending) figures as text:
`decision` (the median of authz_duration_micros over the requests, policies and entities read before), `allowed`,
`parse` (the median of parse_policies_duration_micros), and with a schema `validate` (the whole call validate_policies,
which reads the policies again, timed from outside). All in microseconds.
"""
import importlib.metadata
import json
import os
import statistics
import sys
import time

import cedarpy

ROUNDS = 9
REQUESTS = 1000


def uid(value):
    return f'{value["type"]}::{json.dumps(value["id"], ensure_ascii=False)}'


def spoken(request):
    return {**{name: uid(request[name]) for name in ("principal", "action", "resource")},
            "context": request.get("context", {})}


def figures(case):
    requests = [spoken(request) for request in case["requests"]]
    policies = cedarpy.PolicySet.from_str(case["policies"])
    entities = cedarpy.Entities.from_json_str(json.dumps(case["entities"]))
    cedarpy.is_authorized_batch(requests[:50], policies, entities)
    answers = cedarpy.is_authorized_batch(requests[:REQUESTS], policies, entities)
    times = [answer.metrics["authz_duration_micros"] for answer in answers]
    rounds = ROUNDS if len(case["policies"]) < 1_000_000 else 3
    parses = [
        cedarpy.is_authorized(requests[0], case["policies"], entities).metrics["parse_policies_duration_micros"]
        for _ in range(rounds)
    ]
    found = {
        "times": times,
        "allowed": str(sum(answer.allowed for answer in answers)),
        "decision": str(statistics.median(times)),
        "parse": str(statistics.median(parses)),
    }
    if "schema" in case:
        spent = []
        for _ in range(rounds):
            start = time.perf_counter()
            result = cedarpy.validate_policies(case["policies"], case["schema"])
            spent.append((time.perf_counter() - start) * 1e6)
            assert result.validation_passed, result
        found["validate"] = str(statistics.median(spent))
    return found


def main():
    measured = {}
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            measured[os.path.splitext(os.path.basename(path))[0]] = figures(json.load(file))
    # Applications have many files: `gdrive` stands for gdrive-5-0, gdrive-templates-10-1 and so on.
    families = {}
    for name, found in measured.items():
        family = families.setdefault(name.split("-")[0], {"times": [], "allowed": 0})
        family["times"] += found.pop("times")
        family["allowed"] += int(found["allowed"])
    for name, family in families.items():
        measured.setdefault(name, {
            "decision": str(statistics.median(family["times"])), "allowed": str(family["allowed"]),
        })
    print(json.dumps({"version": importlib.metadata.version("cedarpy"), "measured": measured}))


main()
