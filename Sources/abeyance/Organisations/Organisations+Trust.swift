import ArgumentParser
import Cryptography
import Decisions
import PolicyControl
import StrictJSON

extension Organisations {
    /// Adds an authority.
    struct Trust: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Add an authority to a proposed policy set: its clients are looked at, by URI and by pin.",
            discussion: """
                Exit codes: 0 added, 1 the gate would refuse the set and nothing was changed, 2 could not be done, \
                64 wrong usage.
                """
        )

        @OptionGroup var change: ProposedChange

        @Argument(help: "A short name for the authority: lowercase letters, digits and inner hyphens.")
        var name: String

        @Argument(
            help: ArgumentHelp("The authority's certificate, PEM; its key is what counts.", valueName: "file")
        )
        var certificate: String

        @Option(help: ArgumentHelp("What its clients' URIs begin with.", valueName: "uri"))
        var uriPrefix: String

        func run() async throws {
            try await Terminal.reporting {
                let certificate = try CertificateFile.only(certificate)
                guard certificate.isAuthority else {
                    throw UnusableInput(description: "\(self.certificate): not an authority's certificate")
                }
                let object: JSONObject = [
                    "name": .string(ExactString(name)), "key": .digest(certificate.publicKeyDigest),
                    "uriPrefix": .string(ExactString(uriPrefix)),
                ]
                let authority: ClientAuthority
                do throws(JSONError) { authority = try ClientAuthority(object) } catch {
                    throw UnusableInput(description: "`\(name)`: \(error)")
                }
                try change.make("added authority `\(name)`") { try $0.trust(authority) }
            }
        }
    }

    /// Takes an authority out.
    struct Distrust: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take an authority out of a proposed policy set.",
            discussion: """
                Organisations that are known by a URI below it must be taken out, or pinned, before.

                Exit codes: 0 removed, 1 the gate would refuse the set and nothing was changed, 2 could not be done, \
                64 wrong usage.
                """
        )

        @OptionGroup var change: ProposedChange

        @Argument(help: "The authority's short name.")
        var name: String

        func run() async throws {
            try await Terminal.reporting {
                try change.make("removed authority `\(name)`") { try $0.distrust(ExactString(name)) }
            }
        }
    }
}
