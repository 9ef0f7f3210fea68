import ArgumentParser
import Broker
import Cryptography
import Provisioning
import StrictJSON

extension Certificates {
    /// Revokes a certificate.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a certificate that an authority issued; `cert crl` then tells the gates.",
            discussion: """
                There is no command that takes this back: a new certificate is issued instead. A gate that must not wait \
                for the next list is told with `cert deny`.

                Exit codes: 0 revoked, 2 not revoked, 64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("The authority's folder.", valueName: "dir"))
        var folder: String

        @Argument(
            help: ArgumentHelp("The certificate's file, PEM, or its serial number.", valueName: "file|serial")
        )
        var certificate: String

        @Option(
            help: ArgumentHelp(
                "Why: \(RevocationReason.allCases.map(\.rawValue).joined(separator: ", ")).",
                valueName: "reason"
            )
        )
        var reason: RevocationReason

        @Option(help: ArgumentHelp("Why, in words, for the authority's own register.", valueName: "text"))
        var note: String?

        @Flag(help: "Revoke it although the register does not know it.")
        var notIssuedHere = false

        @Option(help: ArgumentHelp("Where the passphrase of the authority's key is read.", valueName: "n"))
        var passphraseFd: Int32?

        func run() async throws {
            try await Terminal.reporting {
                var desk = try CertificateArguments.desk(folder, descriptor: passphraseFd)
                let serial = try serial(under: desk.authority.certificate)
                let known = try desk.revoke(
                    serial,
                    reason: reason,
                    note: note.map { ExactString($0) },
                    isForeign: notIssuedHere,
                    now: WallClock.now
                )
                Terminal.say("revoked \(serial)\(known.map { ", \($0.kind.rawValue) `\($0.name)`" } ?? "")")
                Terminal.say("next: abeyance cert crl \(folder)")
            }
        }

        private func serial(under authority: Certificate) throws -> ExactString {
            let digits = certificate.filter { $0 != ":" }.lowercased()
            if let bytes = Hex.decode(digits), !bytes.isEmpty, bytes.count <= 21 {
                let magnitude = Array(bytes.drop { $0 == 0 })
                guard (1...20).contains(magnitude.count) else {
                    throw UnusableInput(
                        description: "\(certificate): a serial number of 1 to 20 bytes was expected"
                    )
                }
                return ExactString(Hex.encode(magnitude))
            }
            guard let shown = try CertificateFile.all(certificate).first else {
                throw UnusableInput(description: "\(certificate): no certificate")
            }
            guard shown.isSigned(by: authority) else {
                throw UnusableInput(
                    description:
                        "\(certificate): not issued by `\(authority.subject)`, whose list only speaks of its own certificates"
                )
            }
            return ExactString(Hex.encode(shown.serial))
        }
    }

    /// Publishes a revocation list.
    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "crl",
            abstract: "Sign a revocation list with everything revoked so far.",
            discussion: """
                It stands in the authority's folder as crl.pem, and where `--out` says. Publish one well before the last \
                is stale, from a timer: a gate refuses the clients of an authority whose list is stale.

                Exit codes: 0 published, 2 not published, 64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("The authority's folder.", valueName: "dir"))
        var folder: String

        @Option(help: "Days until the list is stale: 7 unless said, 180 for a root; at most 31, and 400.")
        var days: Int64?

        @Option(help: ArgumentHelp("Where a copy goes, put in place whole.", valueName: "file"))
        var out: String?

        @Option(help: ArgumentHelp("Where the passphrase of the authority's key is read.", valueName: "n"))
        var passphraseFd: Int32?

        func run() async throws {
            try await Terminal.reporting {
                var desk = try CertificateArguments.desk(folder, descriptor: passphraseFd)
                let list = try desk.publish(days: days, now: WallClock.now)
                if let out { try FileBytes.replace(out, with: list.pem) }
                Terminal.say(
                    "\(out ?? desk.files.revocationList): list \(list.number), "
                        + "\(Amount.of(list.revokedSerials.count, "certificate")) revoked, stale at \(list.nextUpdate)"
                )
            }
        }
    }
}
