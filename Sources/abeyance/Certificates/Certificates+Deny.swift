import ArgumentParser
import Broker
import Cryptography

extension Certificates {
    /// Turns a certificate away in a running gate.
    struct Deny: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Turn a certificate away from now on, on open connections too; the running gate records it.",
            discussion: """
                There is no command that takes this back: a new certificate is issued instead.

                Exit codes: 0 denied, 1 the gate refused, 2 no gate could be asked, 64 wrong usage.
                """
        )

        @Argument(
            help: ArgumentHelp(
                "The certificate's file, PEM, or its SHA-256 fingerprint.",
                valueName: "file|fingerprint"
            )
        )
        var certificate: String

        @Option(help: ArgumentHelp("Why; it is recorded in the log.", valueName: "text"))
        var reason: String

        @Option(help: ArgumentHelp("The running gate's configuration.", valueName: "file"))
        var config = "abeyance.yaml"

        func validate() throws {
            guard reason.contains(where: { !$0.isWhitespace }) else {
                throw ValidationError("`--reason` says in words why, for the log")
            }
        }

        func run() async throws {
            try await Terminal.reporting {
                let fingerprint = try CertificateFile.fingerprint(certificate)
                let facts = try RunningGate(config: config).ask(
                    .deny(certificate: fingerprint.hex, reason: reason)
                )
                Terminal.say("turned away from now on: \(fingerprint.hex)")
                Terminal.print(facts)
            }
        }
    }
}
