import ArgumentParser
import Broker
import Cryptography
import Provisioning
import StrictJSON

extension Certificates {
    /// Makes an authority.
    struct Found: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ca",
            abstract: "Make an authority: a root, or with `--under` one below another.",
            discussion: """
                The folder holds the authority's certificate, its key (mode 0600), what it issued and revoked, and its \
                revocation list; back it up as a whole. Before it is put in place a certificate is tried against what a \
                gate asks. A gate trusts the authority that its policy set names by key, root or not.

                Exit codes: 0 made, 2 not made, 64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("The folder to make; it must not exist, or be empty.", valueName: "dir"))
        var folder: String

        @Option(help: ArgumentHelp("The authority's name, for people.", valueName: "text"))
        var name: String

        @Option(help: ArgumentHelp("Who runs it, for people.", valueName: "text"))
        var organisation: String?

        @Option(
            help: ArgumentHelp(
                "The folder of the authority above; without it a root is made.",
                valueName: "dir"
            )
        )
        var under: String?

        @Option(help: ArgumentHelp("`root`, `issuing`, or a file as in certs/.", valueName: "profile"))
        var profile: String?

        @Option(help: "The key's algorithm: p-256, p-384 or ed25519; without it what the profile says.")
        var keyType: KeyType?

        @Option(help: "How many days it is valid; without it what the profile says.")
        var days: Int64?

        @Option(help: "How many authorities may follow below; without it what the profile says.")
        var pathLength: Int?

        @Option(
            help: ArgumentHelp(
                "What its clients' URIs begin with, such as spiffe://example.org/org/; it can name no client of another host.",
                valueName: "uri"
            )
        )
        var uriPrefix: String?

        @Option(
            help: ArgumentHelp(
                "Names that it may certify, and no others of the kind: dns:HOST, uri:HOST, ip:ADDRESS/BITS. May be repeated.",
                valueName: "limit"
            )
        )
        var permit: [String] = []

        @Option(help: ArgumentHelp("Names that it may not certify. May be repeated.", valueName: "limit"))
        var exclude: [String] = []

        @Flag(help: "Encrypt the key with a passphrase, which is asked for.")
        var encrypt = false

        @Option(
            help: ArgumentHelp("Encrypt the key with the passphrase on this file descriptor.", valueName: "n")
        )
        var newPassphraseFd: Int32?

        @Option(help: ArgumentHelp("Where the passphrase of the authority above is read.", valueName: "n"))
        var passphraseFd: Int32?

        func run() async throws {
            try await Terminal.reporting {
                let template = try CertificateArguments.template(
                    profile ?? (under == nil ? "root" : "issuing")
                )
                guard template.kind == (under == nil ? .root : .issuing) else {
                    throw UnusableInput(
                        description:
                            "a profile for \(template.kind.rawValue): `--under` says below which authority"
                    )
                }
                let order = CertificateOrder(
                    template,
                    name: name,
                    organisation: organisation,
                    days: days,
                    pathLength: pathLength,
                    nameConstraints: try CertificateArguments.constraints(permit: permit, exclude: exclude)
                )
                let now = WallClock.now
                let made: Certificate
                if let under {
                    var parent = try CertificateArguments.desk(under, descriptor: passphraseFd)
                    let plan = try plan(order)
                    made = try AuthorityFounding.issuing(plan, in: folder, under: &parent, now: now)
                } else {
                    made = try AuthorityFounding.root(try plan(order), in: folder, now: now)
                }
                Terminal.say("made \(folder): \(made.subject), valid until \(made.notAfter)")
                Terminal.say("key pin \(made.publicKeyDigest.hex)")
            }
        }

        private func plan(_ order: CertificateOrder) throws -> AuthorityFounding.Plan {
            let passphrase =
                encrypt || newPassphraseFd != nil
                ? try Passphrase.choosing("\(folder)/ca.key", descriptor: newPassphraseFd) : nil
            return AuthorityFounding.Plan(
                order,
                algorithm: keyType?.algorithm,
                uriPrefix: uriPrefix.map { ExactString($0) },
                passphrase: passphrase
            )
        }
    }
}
