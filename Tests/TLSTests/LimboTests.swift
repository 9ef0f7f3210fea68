import Cryptography
import Support
import TLS
import TestAuthorities
import Testing

/// x509-limbo, judged by the handshake's verifier; `Docs/Conformance.md` says why each of these differs.
@Suite(.enabled(if: SharedData.isPresent("x509-limbo/limbo.json"), "shared data absent"))
struct LimboTests {
    /// The cases of a table of the page, which begins behind a line.
    static func table(after heading: String) throws -> [String] {
        let page = String(decoding: try TestFiles.bytes(atPath: "Docs/Conformance.md"), as: UTF8.self)
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix(heading) })
        return lines[start...].drop { !$0.hasPrefix("| `") }.prefix { $0.hasPrefix("| `") }
            .compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
    }

    @Test func `nothing that should fail is accepted, and what differs is exactly what is documented`() throws
    {
        let report = try LimboConformance(
            parsing: SharedData.bytes("x509-limbo/limbo.json"),
            now: TestAuthority.now
        )
        #expect(report.verdicts.count == 208)
        #expect(report.unreadable.isEmpty)
        #expect(report.verdicts(.falseAccept).isEmpty)
        #expect(try report.verdicts(.falseReject).map(\.id).sorted() == Self.table(after: "Refused although"))
        #expect(try report.verdicts(.skipped).map(\.id).sorted() == Self.table(after: "Skipped, because"))
    }
}

@Suite struct LimboFileTests {
    @Test func `a case that cannot be read is named and not counted`() throws {
        let file = #"{"testcases": [{"id": "half", "expected_result": "SUCCESS"}]}"#
        let report = try LimboConformance(parsing: Array(file.utf8), now: TestAuthority.now)
        #expect(report.unreadable == ["#0 half"])
        #expect(
            report.summary == "limbo: 0 cases, 0 agree, 0 false accepts, 0 false rejects, 0 skipped (none)"
        )
    }

    @Test func `a wrong expectation is a false accept or a false reject`() throws {
        let authority = try TestAuthority()
        let anchor = String(decoding: authority.certificate.pem, as: UTF8.self)
        let leaf = try String(decoding: authority.client().certificate.pem, as: UTF8.self)
        let stranger = try String(decoding: TestAuthority("x").client().certificate.pem, as: UTF8.self)
        let cases = [(leaf, "FAILURE"), (stranger, "SUCCESS"), (leaf, "SUCCESS"), (stranger, "FAILURE")]
            .map { leaf, expected in
                """
                {"id": "\(expected)", "expected_result": "\(expected)", "trusted_certs": ["\(escaped(anchor))"],
                 "peer_certificate": "\(escaped(leaf))", "extended_key_usage": ["clientAuth"]}
                """
            }
        let file = "{\"testcases\": [\(cases.joined(separator: ","))]}"
        let report = try LimboConformance(parsing: Array(file.utf8), now: TestAuthority.now)
        #expect(report.verdicts.map(\.outcome) == [.falseAccept, .falseReject, .agrees, .agrees])
    }

    private func escaped(_ text: String) -> String { text.split(separator: "\n").joined(separator: "\\n") }
}
