internal import Cryptography
internal import Decisions
internal import StrictJSON

/// Entries as lines of comma-separated values (RFC 4180): what a spreadsheet opens, and what no verifier needs.
///
/// A value that a spreadsheet would take for a formula is preceded by an apostrophe.
package enum CSVTable {
    /// The names of the columns, with the line's end.
    package static var header: [UInt8] { line(columns.map(\.name)) }

    /// An entry's line, with its end.
    package static func line(_ entry: LogEntry) -> [UInt8] {
        let outline = EntryOutline(entry)
        return line(columns.map { $0.value(outline) ?? "" })
    }

    private static let columns: [(name: String, value: @Sendable (EntryOutline) -> String?)] = [
        ("index", { "\($0.index)" }), ("time", { $0.time.rfc3339 }), ("type", { $0.type.rawValue }),
        ("organisation", { $0.organisation?.value }), ("on_behalf_of", { $0.onBehalfOf?.value }),
        ("classes", { joined($0.classes) }), ("operation", { $0.operation?.value }),
        ("collection", { $0.collection?.value }),
        ("decision", { $0.isAllowed.map { $0 ? "allow" : "deny" } }), ("rules", { joined($0.rules) }),
        ("reasons", { joined($0.reasons) }), ("warrant", { $0.warrant?.hex }),
        ("use", { $0.use.map { "\($0.number)" } }), ("use_of", { $0.use.map { "\($0.maximum)" } }),
        ("bundle_version", { $0.bundleVersion.map { "\($0)" } }),
        ("outcome_of", { $0.decision.map { "\($0)" } }), ("released", { $0.released.map { "\($0)" } }),
    ]

    private static func joined(_ words: [ExactString]) -> String {
        words.map(\.value).joined(separator: " ")
    }

    private static func line(_ values: [String]) -> [UInt8] {
        Array(values.map(cell).joined(separator: ",").utf8) + [0x0d, 0x0a]
    }

    private static func cell(_ value: String) -> String {
        let text = formulaStarts.contains(value.utf8.first ?? 0) ? "'" + value : value
        guard text.utf8.contains(where: { special.contains($0) }) else { return text }
        var quoted: [UInt8] = []
        for byte in text.utf8 { quoted += byte == quote ? [quote, quote] : [byte] }
        return "\"" + String(decoding: quoted, as: UTF8.self) + "\""
    }

    private static let quote = UInt8(ascii: "\"")
    private static let special = Set("\",\r\n".utf8)
    private static let formulaStarts = Set("=+-@\t\r".utf8)
}
