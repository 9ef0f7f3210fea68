import Cryptography
import Support
import TLS
import Testing

/// x509-limbo, judged by the handshake's verifier; `Docs/Conformance.md` says why each of these differs.
@Suite(.enabled(if: SharedData.isPresent("x509-limbo/limbo.json"), "shared data absent"))
struct LimboTests {
    static let falseRejects = [
        "crl::issuer-no-keyusage-extension",
        "cve::cve-2024-0567",
        "pathlen::max-chain-depth-1-self-issued",
        "pathlen::validation-ignores-pathlen-in-leaf",
        "rfc5280::ca-as-leaf",
        "rfc5280::eku::ee-without-eku",
        "rfc5280::nc::nc-forbids-alternate-chain-ica",
        "rfc5280::nc::nc-forbids-same-chain-ica",
        "webpki::nc::permitted-dns-match-noncritical",
    ]

    static let skipped = [
        "webpki::cn::case-mismatch",
        "webpki::cn::ipv4-hex-mismatch",
        "webpki::cn::ipv4-leading-zeros-mismatch",
        "webpki::cn::ipv6-non-rfc5952-mismatch",
        "webpki::cn::ipv6-uncompressed-mismatch",
        "webpki::cn::ipv6-uppercase-mismatch",
        "webpki::cn::not-in-san",
        "webpki::cn::punycode-not-in-san",
        "webpki::cn::utf8-vs-punycode-mismatch",
        "webpki::san::mismatch-apex-subdomain-san",
        "webpki::san::mismatch-domain-san",
        "webpki::san::mismatch-subdomain-apex-san",
        "webpki::san::mismatch-subdomain-san",
        "webpki::san::no-san",
        "webpki::san::public-suffix-multi-label-wildcard-san",
        "webpki::san::public-suffix-private-namespace-wildcard-san",
        "webpki::san::wildcard-match-across-labels-san",
    ]

    @Test func `nothing that should fail is accepted, and what differs is exactly what is documented`() throws
    {
        let report = try LimboConformance(
            parsing: SharedData.bytes("x509-limbo/limbo.json"),
            now: TestAuthority.now
        )
        #expect(report.verdicts.count == 208)
        #expect(report.unreadable.isEmpty)
        #expect(report.verdicts(.falseAccept).isEmpty)
        #expect(report.verdicts(.falseReject).map(\.id).sorted() == Self.falseRejects)
        #expect(report.verdicts(.skipped).map(\.id).sorted() == Self.skipped)
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
