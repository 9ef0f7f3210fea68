import ArgumentParser
import AuditLog
import StrictJSON

/// How findings are printed: a line each, or members of one JSON object; then a verdict, and the exit code.
struct FindingPrinter {
    /// Whether one JSON object is wanted.
    let isJSON: Bool

    /// Prints what was found after the facts about what was read; ends with exit code 1 when there is a finding.
    func print(_ findings: FindingList, facts: JSONObject, verdict: String) throws {
        if isJSON {
            var object = facts
            object.append("clean", .bool(findings.isEmpty))
            object.append("findings", .array(findings.first.map { .object(Self.json($0)) }))
            object.append("findingsInAll", .integer(Int64(findings.count)))
            Terminal.print(JSONValue.object(object).serialized())
        } else {
            for finding in findings.first { Terminal.print(Printable.text("\(finding)", limit: 1_000)) }
            let unprinted = findings.count - findings.first.count
            if unprinted > 0 { Terminal.print("and \(unprinted) more") }
            Terminal.print(verdict)
        }
        if !findings.isEmpty { throw ExitCode(1) }
    }

    /// Prints the one finding that makes everything else pointless: the key belongs to another log.
    func print(wrongKey finding: Finding, place: String) throws {
        if isJSON {
            let object: JSONObject = [
                "place": .string(ExactString(place)), "clean": false,
                "findings": .array([.object(Self.json(finding))]), "findingsInAll": 1,
            ]
            Terminal.print(JSONValue.object(object).serialized())
        } else {
            Terminal.print(Printable.text("\(finding)", limit: 1_000))
            Terminal.print("NOT VERIFIED: \(place) is signed with another key")
        }
        Terminal.complain(
            "give the key that this log's operator published; if that is what you gave, the log was replaced"
        )
        throw ExitCode(1)
    }

    private static func json(_ finding: Finding) -> JSONObject {
        [
            "kind": .string(ExactString(finding.kind.rawValue)),
            "index": finding.index.map(JSONValue.integer) ?? .null,
            "field": .string(ExactString(finding.field)), "expected": .string(ExactString(finding.expected)),
            "found": .string(ExactString(finding.found)),
        ]
    }
}
