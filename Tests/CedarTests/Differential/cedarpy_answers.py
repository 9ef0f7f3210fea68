"""Answers for random policies by the reference engine, through cedarpy. Argument: a file of cases, one JSON object a line.

A case holds `policies` (Cedar text), `entities`, `requests`, and maybe `links` of templates and a `schema`. For each
one line is printed: the policies in JSON, what the links and entities came to, and each request's decision, reasons
and errors. A case of `text` and `kind` (`policies`, `schemas`, `entities`, or `typed` entities of a `schema`) is only
read: whether it is taken, and for policies their JSON and layout.

The Swift tests that run this compare.
"""
import json
import re
import sys

import cedarpy

NAMED = re.compile(r"error while evaluating policy `([^`]*)`")


def policies_json(text):
    """The policies in JSON; an annotation without a value is empty text here, as Docs/Cedar.md says under Deviations."""
    found = json.loads(cedarpy.policies_to_json_str(text))
    for policy in [*found["staticPolicies"].values(), *found["templates"].values()]:
        notes = policy.get("annotations", {})
        notes.update({name: "" for name, value in notes.items() if value is None})
    return found


def reading(text, kind, schema):
    try:
        if kind == "schemas":
            cedarpy.Schema.from_str(text)
            return {"taken": True}
        if kind == "entities":
            cedarpy.Entities.from_json_str(text)
            return {"taken": True}
        if kind == "typed":
            cedarpy.Entities.from_json_str(text, schema)
            return {"taken": True}
        cedarpy.PolicySet.from_str(text)
    except ValueError as e:
        return {"taken": False, "remark": str(e)}
    return {
        "taken": True,
        "json": policies_json(text),
        # No line here ends in blanks (Docs/Cedar.md, Deviations).
        "layout": "\n".join(line.rstrip(" ") for line in cedarpy.format_policies(text).split("\n")),
    }


def answers(case):
    schema = case.get("schema")
    said = {}
    try:
        policies = cedarpy.PolicySet.from_str(case["policies"])
        if case.get("links"):
            policies = policies.with_linked_batch(case["links"])
    except ValueError as e:
        return {"policies": str(e)}
    said["json"] = policies_json(case["policies"])
    if schema is not None:
        found = cedarpy.validate_policies(case["policies"], schema)
        said["invalid"] = sorted({e.policy_id for e in found.errors})
        said["complaints"] = [str(e) for e in found.errors]
    try:
        entities = cedarpy.Entities.from_json_str(json.dumps(case["entities"]), schema)
    except ValueError as e:
        said["entities"] = str(e)
        return said
    said["requests"] = []
    for answer in cedarpy.is_authorized_batch(case["requests"], policies, entities, schema=schema):
        errors = answer.diagnostics.errors
        if answer.decision == cedarpy.Decision.NoDecision:
            said["requests"].append({"refused": errors[0] if errors else ""})
            continue
        said["requests"].append({
            "allowed": answer.allowed,
            "reasons": sorted(answer.diagnostics.reasons),
            "errors": sorted(NAMED.search(e).group(1) for e in errors),
        })
    return said


with open(sys.argv[1], encoding="utf-8") as cases:
    for line in cases:
        case = json.loads(line)
        print(json.dumps(reading(case["text"], case["kind"], case.get("schema")) if "kind" in case else answers(case)))
