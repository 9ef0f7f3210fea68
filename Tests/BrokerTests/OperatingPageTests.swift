import Broker
import Support
import Testing

/// The page for operators names every metric and every key that there is, and no other.
@Suite struct OperatingPageTests {
    private static let page = (try? TestFiles.bytes(atPath: "Docs/Operating.md")).map {
        String(decoding: $0, as: UTF8.self)
    }

    /// The cells of the rows whose first cell begins so.
    private func rows(beginning: String) throws -> [[String]] {
        try #require(Self.page).split(separator: "\n").filter { $0.hasPrefix("| `\(beginning)") }.map { row in
            row.split(separator: "|").map { cell in
                String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
        }
    }

    @Test func theTableOfMetricsIsTheProgramsOwn() throws {
        let rows = try rows(beginning: "abeyance_")
        let expected = Metric.allCases.map { metric in
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            return ["`\(metric.rawValue)`", metric.kind] + (labels.isEmpty ? [""] : [labels]) + [metric.help]
        }
        #expect(rows.map { $0.filter { !$0.isEmpty } } == expected.map { $0.filter { !$0.isEmpty } })
    }

    @Test func everyKeyOfTheTableIsAKeyOfTheConfiguration() throws {
        let page = try #require(Self.page)
        let table = page.split(separator: "\n").drop { !$0.hasPrefix("| key |") }.dropFirst(2).prefix {
            $0.hasPrefix("|")
        }
        let keys = table.compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
        #expect(keys.count >= 15)
        for key in keys {
            let parts = key.split(separator: ".")
            let text = parts.count == 2 ? "\(parts[0]):\n  \(parts[1]): {}\n" : "\(key): {}\n"
            do {
                _ = try ConfigurationFile.parse(text, file: "gate.yaml", folder: "/")
            } catch {
                #expect(!"\(error)".contains("unknown key"), "\(error)")
            }
        }
    }
}
