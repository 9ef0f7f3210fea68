/// Policies with one small change each, as an author's slip would make it.
enum Mutants {
    /// One changed text of a file of policies.
    struct Mutant {
        let line: Int
        let change: String
        let text: String
    }

    /// Every change of the table, at every place outside comments and annotations.
    static func of(_ text: String) -> [Mutant] {
        var mutants: [Mutant] = []
        for (pattern, replacements) in table {
            for range in text.ranges(of: pattern) where isRule(text, range.lowerBound) {
                let found = String(text[range])
                for replacement in replacements(found) {
                    mutants.append(
                        Mutant(
                            line: text[..<range.lowerBound].count { $0 == "\n" } + 1,
                            change: "`\(found)` becomes `\(replacement)`",
                            text: text[..<range.lowerBound] + replacement + text[range.upperBound...]
                        )
                    )
                }
            }
        }
        return mutants
    }

    private typealias Row = (pattern: Regex<Substring>, replacements: (String) -> [String])

    private static var table: [Row] {
        [
            (#/datetime\("[0-9-]{10}"\)/#, dates),
            (#/>=/#, { _ in [">", "<"] }),
            (#/ < /#, { _ in [" <= ", " > "] }),
            (#/greaterThanOrEqual/#, { _ in ["greaterThan", "lessThan"] }),
            (#/decimal\("99\.0"\)/#, { _ in [#"decimal("98.9999")"#, #"decimal("99.0001")"#] }),
            (#/\bunless\b/#, { _ in ["when"] }),
            (#/\bwhen\b/#, { _ in ["unless"] }),
            (#/&&/#, { _ in ["||"] }),
            (#/\|\|/#, { _ in ["&&"] }),
            (#/== (?=")/#, { _ in ["!= "] }),
            (#/!(?=context)/#, { _ in [""] }),
            (#/"[a-z_]+", */#, { _ in [""] }),
            (#/(?:Action|Class)::"\w+",\s*/#, { _ in [""] }),
            (#/,\s*(?:Action|Class)::"\w+"(?=\])/#, { _ in [""] }),
            (#/Class::"police"/#, { _ in [#"Class::"police_local""#] }),
            (#/Action::"Match"/#, { _ in [#"Action::"Live""#] }),
            (#/principal (?:in|==) \w+::"[a-z-]+",/#, { _ in ["principal,"] }),
            (#/action (?:in|==) Action::"\w+",/#, { _ in ["action,"] }),
            (#/resource is Collection/#, { _ in ["resource"] }),
        ]
    }

    /// A day earlier, a day later, and a thousandth of a second later; no date here ends a month.
    private static func dates(_ written: String) -> [String] {
        let parts = written.split(separator: "\"")
        guard parts.count == 3, let day = Int(parts[1].suffix(2)) else { return [] }
        let month = parts[1].dropLast(2)
        let moved = [day - 1, day + 1].map { $0 < 10 ? "0\($0)" : "\($0)" }.map { month + $0 }
        return (moved + [parts[1] + "T00:00:00.001Z"]).map { "\(parts[0])\"\($0)\"\(parts[2])" }
    }

    /// Whether a place is in a rule, and not in a comment or an annotation.
    private static func isRule(_ text: String, _ index: String.Index) -> Bool {
        let line = text[..<index].split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
        let start = line.drop { $0 == " " }
        return !start.hasPrefix("//") && !start.hasPrefix("@")
    }
}
