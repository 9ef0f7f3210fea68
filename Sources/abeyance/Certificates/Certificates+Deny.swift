import ArgumentParser
import Broker
import Cryptography

extension Certificates {
    /// Turns a certificate, a key, or what an authority issued before a moment away in a running gate.
    struct Deny: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Turn a certificate away from now on, on open connections too; the running gate records it.",
            discussion: """
                With `--key` every certificate of the key is turned away, of a client or below an authority; with \
                `--issued-before` what the authority whose certificate or key pin is given issued before a moment.

                There is no command that takes this back: a new certificate is issued instead.

                Exit codes: 0 denied, 1 the gate refused, 2 no gate could be asked, 64 wrong usage.
                """
        )

        @Argument(
            help: ArgumentHelp(
                "The certificate's file, PEM, or its SHA-256 fingerprint; with the options below its key pin.",
                valueName: "file|fingerprint"
            )
        )
        var certificate: String

        @Flag(help: "Turn away the certificate's key.")
        var key = false

        @Option(
            help: ArgumentHelp(
                "Turn away what this authority issued before a moment, such as 2026-01-31T00:00:00Z.",
                valueName: "time"
            )
        )
        var issuedBefore: String?

        @Option(help: ArgumentHelp("Why; it is recorded in the log.", valueName: "text"))
        var reason: String

        @Option(help: ArgumentHelp("The running gate's configuration.", valueName: "file"))
        var config = "abeyance.yaml"

        func validate() throws {
            guard reason.contains(where: { !$0.isWhitespace }) else {
                throw ValidationError("`--reason` says in words why, for the log")
            }
            guard !key || issuedBefore == nil else {
                throw ValidationError("`--key` and `--issued-before` are two denials, each for itself")
            }
            if let issuedBefore, Timestamp(rfc3339: issuedBefore) == nil {
                throw ValidationError(
                    "`--issued-before \(issuedBefore)` is no moment, expected one such as 2026-01-31T00:00:00Z"
                )
            }
        }

        func run() async throws {
            try await Terminal.reporting {
                let facts = try RunningGate(config: config).ask(try command)
                Terminal.say("turned away from now on")
                Terminal.print(facts)
            }
        }

        private var command: ControlCommand {
            get throws {
                if let issuedBefore {
                    let authority = try CertificateFile.keyPin(certificate)
                    return .denyIssuedBefore(authority: authority.hex, moment: issuedBefore, reason: reason)
                }
                if key { return .denyKey(key: try CertificateFile.keyPin(certificate).hex, reason: reason) }
                return .deny(certificate: try CertificateFile.fingerprint(certificate).hex, reason: reason)
            }
        }
    }
}
