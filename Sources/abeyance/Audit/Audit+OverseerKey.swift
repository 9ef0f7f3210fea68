import ArgumentParser
import AuditLog
import Broker
import Cryptography
import Decisions
import StrictJSON

extension Audit {
    /// Makes an overseer's key pair.
    struct OverseerKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "overseer-key",
            abstract: "Make the key pair of an overseer, for whom a gate encrypts personal values.",
            discussion: """
                The private key (X25519, PEM, mode 0600) stays with the overseer. Printed is what the policy set names: a \
                file `overseers.json`. Only a policy set can name an overseer; no configuration can.

                Exit codes: 0 made, 2 could not be made, 64 wrong usage.
                """
        )

        @Argument(
            help: ArgumentHelp("The file of the private key; nothing may be there yet.", valueName: "file")
        )
        var file: String

        @Option(help: ArgumentHelp("The overseer's name, such as `civil-rights-board`.", valueName: "name"))
        var name: String

        func run() async throws {
            try await Terminal.reporting {
                guard !FileBytes.exists(file) else {
                    throw AuditLogError(.exists, "\(file): expected no file here")
                }
                let key = try X25519Key.generate()
                let overseer = Overseer(name: ExactString(name), key: key.publicKey)
                let text = Overseer.file([overseer])
                do throws(JSONError) { _ = try Overseer.list(in: [text]) } catch {
                    throw AuditLogError(.outOfRange, "`\(name)`: \(error.message)")
                }
                try FileBytes.replace(file, with: try key.pem(), mode: 0o600)
                Terminal.write(text.bytes)
                Terminal.say(
                    "put this into the policy set as `overseers.json`; keep \(file) away from the gate"
                )
            }
        }
    }
}
