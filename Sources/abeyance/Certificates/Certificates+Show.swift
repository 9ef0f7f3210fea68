import ArgumentParser
import Broker
import Cryptography
import StrictJSON

extension Certificates {
    /// Prints what a certificate says.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print fingerprint, key pin, names and validity of each certificate in a PEM file.",
            discussion: """
                The fingerprint is what a warrant and the deny-list name; the key pin is what a policy set registers.

                Exit codes: 0 printed, 1 one of them is not valid now, 2 the file could not be read, 64 wrong usage.
                """
        )

        @Argument(help: "The file, PEM.")
        var file: String

        @Flag(help: "Print one JSON object a certificate.")
        var json = false

        func run() async throws {
            try await Terminal.reporting {
                let now = WallClock.now
                let certificates = try CertificateFile.all(file)
                for certificate in certificates {
                    if json {
                        Terminal.print(JSONValue.object(Self.object(certificate, now: now)).serialized())
                    } else {
                        for line in Self.lines(certificate, now: now) { Terminal.print(line) }
                    }
                }
                guard certificates.allSatisfy({ $0.isValid(at: now) }) else {
                    Terminal.complain("\(file): not valid now; no gate will accept it")
                    throw ExitCode(1)
                }
            }
        }

        private static func lines(_ certificate: Certificate, now: Timestamp) -> [String] {
            let usage = (certificate.extendedKeyUsage ?? []).map(Self.usage).sorted().joined(separator: ", ")
            let names = certificate.alternativeNames
            return [
                "subject      \(Printable.text("\(certificate.subject)", limit: 400))",
                "issuer       \(Printable.text("\(certificate.issuer)", limit: 400))",
                "fingerprint  \(certificate.fingerprint.hex)",
                "key pin      \(certificate.publicKeyDigest.hex)",
                "key          \(certificate.keyDescription)\(certificate.keyDescription.isStrong ? "" : " (too weak)")",
                "serial       \(Hex.encode(certificate.serial))",
            ]
                + names.uris.map { "URI          \(Printable.text($0, limit: 400))" }
                + names.dns.map { "DNS          \(Printable.text($0, limit: 400))" }
                + names.addresses.map { "address      \(Self.address($0))" }
                + [
                    "valid        \(certificate.notBefore) to \(certificate.notAfter)\(Self.remark(certificate, now: now))",
                    "usage        \(certificate.isAuthority ? "authority" : usage.isEmpty ? "any" : usage)",
                ]
        }

        private static func object(_ certificate: Certificate, now: Timestamp) -> JSONObject {
            [
                "subject": .string(ExactString("\(certificate.subject)")),
                "issuer": .string(ExactString("\(certificate.issuer)")),
                "fingerprint": .string(ExactString(certificate.fingerprint.hex)),
                "keyPin": .string(ExactString(certificate.publicKeyDigest.hex)),
                "uris": .array(certificate.uriNames.map { .string(ExactString($0)) }),
                "dns": .array(certificate.alternativeNames.dns.map { .string(ExactString($0)) }),
                "notBefore": .string(ExactString(certificate.notBefore.rfc3339)),
                "notAfter": .string(ExactString(certificate.notAfter.rfc3339)),
                "valid": .bool(certificate.isValid(at: now)), "authority": .bool(certificate.isAuthority),
            ]
        }

        private static func remark(_ certificate: Certificate, now: Timestamp) -> String {
            if now < certificate.notBefore { return " (not yet valid)" }
            guard certificate.isValid(at: now) else { return " (expired)" }
            return " (\((certificate.notAfter.seconds - now.seconds) / 86_400) days left)"
        }

        private static func usage(_ identifier: String) -> String {
            switch identifier {
            case Certificate.clientAuthentication: "client"
            case Certificate.serverAuthentication: "server"
            default: identifier
            }
        }

        private static func address(_ bytes: [UInt8]) -> String {
            guard bytes.count != 4 else { return bytes.map { "\($0)" }.joined(separator: ".") }
            let words = stride(from: 0, to: bytes.count - 1, by: 2).map {
                UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
            }
            return words.map { String($0, radix: 16) }.joined(separator: ":")
        }
    }
}
