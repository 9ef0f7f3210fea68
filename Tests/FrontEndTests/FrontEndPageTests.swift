import FrontEnd
import NIOCore
import Support
import Testing

/// Docs/FrontEnd.md says what the code does, number by number and status by status.
@Suite struct FrontEndPageTests {
    let page: String

    init() throws { page = String(decoding: try TestFiles.bytes(atPath: "Docs/FrontEnd.md"), as: UTF8.self) }

    @Test func `every limit is in the page's table with its number, and the table has no other`() {
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") && $0.hasSuffix("|") }
        var written: [String: String] = [:]
        for row in rows {
            let cells = row.split(separator: "|").map { $0.filter { $0 != " " && $0 != "`" } }
            guard cells.count == 3, let name = cells.first else { continue }
            written[String(name)] = String(cells[1])
        }
        let limits = Mirror(reflecting: HTTPLimits.standard).children
        for case (let name?, let value) in limits {
            let expected =
                (value as? TimeAmount).map { "\($0.nanoseconds / 1_000_000_000)s" }
                ?? "\(value)"
            #expect(written[name] == expected, "\(name)")
        }
        #expect(written.count == limits.count)
    }

    @Test func `every refusal is in the page with its status`() {
        for code in FrontEndRefusal.Code.allCases {
            #expect(page.contains("| \(code.status) | `\(code.rawValue)` |"), "\(code.rawValue)")
        }
    }
}
