import ArgumentParser
import Broker
import Cryptography
import StrictJSON

extension Certificates {
    /// Prints what a certificate says.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what each certificate in a PEM file says, and what a gate makes of the first.",
            discussion: """
                The fingerprint is what a warrant and the deny-list name; the key pin is what a policy set registers. With \
                `--authorities` the first certificate is judged as a gate judges it, the others being what is sent with it; \
                with `--policies` it is said whose it is.

                Exit codes: 0 printed, 1 one of them is not valid now or the gate refuses the first, 2 a file could not be \
                read, 64 wrong usage.
                """
        )

        @Argument(help: "The file, PEM.")
        var file: String

        @Flag(help: "Print one JSON object a certificate.")
        var json = false

        @Option(help: ArgumentHelp("The authorities that the gate trusts, PEM.", valueName: "file"))
        var authorities: String?

        @Option(
            help: ArgumentHelp("A revocation list that the gate has. May be repeated.", valueName: "file")
        )
        var crl: [String] = []

        @Option(help: ArgumentHelp("The policy set whose organisations count.", valueName: "dir"))
        var policies: String?

        func validate() throws {
            guard authorities != nil || (policies == nil && crl.isEmpty) else {
                throw ValidationError("`--policies` and `--crl` need `--authorities`: what the gate trusts")
            }
        }

        func run() async throws {
            try await Terminal.reporting {
                let now = WallClock.now
                let certificates = try CertificateFile.all(file)
                let view = try authorities.map {
                    try GateView(certificates, authorities: $0, lists: crl, policies: policies, at: now)
                }
                for (index, certificate) in certificates.enumerated() {
                    let gate = index == 0 ? view : nil
                    if json {
                        var object = Self.object(certificate, now: now)
                        if let gate { object.append("gate", .object(gate.json)) }
                        Terminal.print(JSONValue.object(object).serialized())
                    } else {
                        for line in Self.lines(certificate, now: now) + (gate?.lines ?? []) {
                            Terminal.print(line)
                        }
                    }
                    if certificate.isValid(at: now),
                        let warning = Expiry.warning(of: certificate.notAfter, at: now)
                    {
                        Terminal.say("\(file): `\(certificate.subject)` \(warning)")
                    }
                }
                for alarm in view?.alarms ?? [] { Terminal.say(alarm) }
                guard certificates.allSatisfy({ $0.isValid(at: now) }) else {
                    Terminal.complain("\(file): not valid now; no gate will accept it")
                    throw ExitCode(1)
                }
                guard view?.isAccepted ?? true else { throw ExitCode(1) }
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
                + names.addresses.map { "address      \(IPAddressText.text($0))" }
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
    }
}
