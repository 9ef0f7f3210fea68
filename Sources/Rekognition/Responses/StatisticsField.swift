internal import CoreProtocol
internal import StrictJSON

/// What a score is worth, beside the protocol's own members: SDKs ignore members they do not know and keep fields.
enum StatisticsField {
    /// The header field that states it for the threshold that was asked for.
    static let name = "Abeyance-Match-Statistics"

    /// `table="2026-1"; false-match-rate=0.00000215; comparisons=25000; expected=0.05375; low=0.035; high=0.0775`.
    static func value(_ statistics: MatchStatistics) -> String {
        let table = statistics.table.value.unicodeScalars.filter {
            ("0"..."z").contains($0) || $0 == "-" || $0 == "."
        }
        return [
            "table=\"\(String(String.UnicodeScalarView(table)))\"",
            "false-match-rate=\(rate(statistics).lexeme)", "comparisons=\(statistics.comparisons)",
            "expected=\(JSONNumber(units: statistics.expectedFalseMatches, places: 6).lexeme)",
            "low=\(JSONNumber(units: statistics.expectedLow, places: 6).lexeme)",
            "high=\(JSONNumber(units: statistics.expectedHigh, places: 6).lexeme)",
        ].joined(separator: "; ")
    }

    /// The member `MatchStatistics`, of the whole answer or of one match.
    static func member(_ statistics: MatchStatistics) -> JSONValue {
        [
            "Table": .string(statistics.table), "FalseMatchRate": .number(rate(statistics)),
            "Comparisons": .integer(statistics.comparisons),
            "ExpectedFalseMatches": FaceJSON.decimal(statistics.expectedFalseMatches),
            "ExpectedFalseMatchesLow": FaceJSON.decimal(statistics.expectedLow),
            "ExpectedFalseMatchesHigh": FaceJSON.decimal(statistics.expectedHigh),
        ]
    }

    private static func rate(_ statistics: MatchStatistics) -> JSONNumber {
        JSONNumber(units: statistics.falseMatchRate, places: 12)
    }
}
