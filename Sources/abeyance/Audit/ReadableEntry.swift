import AuditLog
import Cryptography
import Decisions
import StrictJSON

/// An entry in lines for people; whatever came from outside is made safe to print.
struct ReadableEntry {
    private let entry: LogEntry
    private let leaf: [UInt8]

    /// An entry with the bytes that it was read from.
    init(_ entry: LogEntry, leaf: [UInt8]) {
        self.entry = entry
        self.leaf = leaf
    }

    /// The entry in one line: index, time, type, and what it is about.
    var summary: String { "\(entry.index)  \(entry.time)  \(entry.type.rawValue)  \(gist)" }

    /// Everything the entry says, a member a line.
    var lines: [String] {
        var lines = [
            "entry \(entry.index), \(entry.type.rawValue), \(entry.time)",
            entry.type == .decision ? gist : "",
            "log: \(Printable.text(entry.origin.value))", "leaf: sha256 \(SHA256Digest.of(leaf).hex)",
        ]
        if let use = entry.use { lines.append("use: \(use.number) of \(use.maximum)") }
        Self.append(.object(entry.body), indentation: "", to: &lines)
        return lines.filter { !$0.isEmpty }
    }

    /// What the entry is about, in a few words.
    private var gist: String {
        if entry.type == .decision, let record = try? DecisionRecord(entry.body) {
            return Self.gist(of: record)
        }
        let plain = entry.body.members.compactMap { member in
            Self.scalar(member.value).map { "\(member.name) \($0)" }
        }
        return Printable.text(plain.prefix(4).joined(separator: ", "), limit: 160)
    }

    private static func gist(of record: DecisionRecord) -> String {
        let facts = record.facts
        let place = facts.collection.map { " in \($0)" } ?? ""
        let rules = record.ruling.determining.map(\.value).joined(separator: ", ")
        let verdict = record.ruling.isAllowed ? "allowed" : "refused"
        let cause = rules.isEmpty ? record.ruling.reasons.map(\.rawValue).joined(separator: ", ") : rules
        return Printable.text(
            "\(verdict): \(facts.organisation), \(facts.operation)\(place), by \(cause)",
            limit: 240
        )
    }

    private static func append(_ value: JSONValue, indentation: String, to lines: inout [String]) {
        switch value {
        case .object(let object):
            for (name, value) in object.members {
                let name = Printable.text(name.value)
                if let text = short(value) {
                    lines.append("\(indentation)\(name): \(text)")
                } else {
                    lines.append("\(indentation)\(name):")
                    append(value, indentation: indentation + "  ", to: &lines)
                }
            }
        case .array(let elements):
            for element in elements {
                if let text = short(element) {
                    lines.append("\(indentation)- \(text)")
                } else {
                    lines.append("\(indentation)-")
                    append(element, indentation: indentation + "  ", to: &lines)
                }
            }
        default:
            lines.append(indentation + (scalar(value) ?? ""))
        }
    }

    /// A value that fits one line, or nil.
    private static func short(_ value: JSONValue) -> String? {
        switch value {
        case .object(let object): return object.isEmpty ? "none" : call(object)
        case .array(let elements):
            let texts = elements.compactMap(scalar)
            guard texts.count == elements.count else { return nil }
            return texts.isEmpty ? "none" : texts.joined(separator: ", ")
        default: return scalar(value)
        }
    }

    /// A Cedar extension value as a policy would write it, such as `ip("127.0.0.1")`.
    private static func call(_ object: JSONObject) -> String? {
        guard object.count == 1, let parts = object["__extn"]?.object, parts.count == 2,
            let function = parts["fn"]?.string?.value, let argument = parts["arg"]?.string?.value
        else { return nil }
        return "\(Printable.text(function))(\"\(Printable.text(argument))\")"
    }

    private static func scalar(_ value: JSONValue) -> String? {
        switch value {
        case .null: "none"
        case .bool(let value): value ? "yes" : "no"
        case .number(let number): number.lexeme
        case .string(let text): Printable.text(text.value, limit: 400)
        case .object, .array: nil
        }
    }
}
