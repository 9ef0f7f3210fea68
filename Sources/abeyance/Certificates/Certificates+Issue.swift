import ArgumentParser
import Broker
import Cryptography
import Provisioning
import StrictJSON

extension Certificates {
    /// Issues a certificate.
    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Issue a client's or a server's certificate, for a request or for a key that is made.",
            discussion: """
                From a request only the key is taken, after its sender was seen to hold it: what the certificate says is \
                said here. It is printed, or written to `--out`, with the authorities below the root that must be sent with \
                it. What a gate would refuse is not issued.

                Exit codes: 0 issued, 2 not issued, 64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("The authority's folder.", valueName: "dir"))
        var folder: String

        @Option(help: ArgumentHelp("`client`, `server`, or a file as in certs/.", valueName: "profile"))
        var profile: String

        @Option(help: ArgumentHelp("The request, PEM: whoever holds the key made it.", valueName: "file"))
        var csr: String?

        @Option(help: ArgumentHelp("Make a key instead, into this new file (mode 0600).", valueName: "file"))
        var newKey: String?

        @Option(
            help: ArgumentHelp(
                "For a client the organisation's registered name, from which its URI is made.",
                valueName: "text"
            )
        )
        var name: String?

        @Option(
            help: ArgumentHelp("The client's whole URI, when it is not prefix and name.", valueName: "uri")
        )
        var uri: String?

        @Option(help: ArgumentHelp("A DNS name of the server. May be repeated.", valueName: "host"))
        var dns: [String] = []

        @Option(help: ArgumentHelp("An address of the server. May be repeated.", valueName: "address"))
        var ip: [String] = []

        @Option(help: ArgumentHelp("Whose certificate it is, for people.", valueName: "text"))
        var organisation: String?

        @Option(
            help: "How many days it is valid; without it what the profile says, or until its authority ends."
        )
        var days: Int64?

        @Option(help: "The algorithm of a key that is made: p-256, p-384 or ed25519.")
        var keyType: KeyType?

        @Option(
            help: ArgumentHelp("Where the certificate goes, instead of standard output.", valueName: "file")
        )
        var out: String?

        @Option(help: ArgumentHelp("Where the passphrase of the authority's key is read.", valueName: "n"))
        var passphraseFd: Int32?

        func validate() throws {
            guard (csr == nil) != (newKey == nil) else {
                throw ValidationError(
                    "either `--csr` names a request, or `--new-key` the file of a key to be made"
                )
            }
        }

        func run() async throws { try await Terminal.reporting { try issue() } }

        private func issue() throws {
            let template = try CertificateArguments.template(profile)
            guard !template.kind.isAuthority else {
                throw UnusableInput(
                    description:
                        "a profile for an authority: `abeyance cert ca DIR --under \(folder)` makes one"
                )
            }
            let request = try csr.map { try self.request(at: $0) }
            var desk = try CertificateArguments.desk(folder, descriptor: passphraseFd)
            let order = try order(template, desk.register)
            let issued: AuthorityDesk.Issued
            if let request {
                issued = try desk.issue(order, forKey: request.subjectPublicKeyInfo, now: WallClock.now)
            } else {
                let key = try NewKeyFile(.generate(keyType?.algorithm ?? template.key), at: newKey ?? "")
                do { issued = try desk.issue(order, forKey: key.publicKeyInfo, now: WallClock.now) } catch {
                    key.remove()
                    throw error
                }
            }
            try deliver(issued, kind: template.kind)
            let asked = request.map { $0.alternativeNames.uris + $0.alternativeNames.dns } ?? []
            if !asked.isEmpty {
                let names = asked.map { Printable.text($0) }.joined(separator: ", ")
                Terminal.say("  the request asked for \(names), which is not looked at")
            }
        }

        private func deliver(_ issued: AuthorityDesk.Issued, kind: CertificateKind) throws {
            let certificate = issued.certificate
            let serial = Hex.encode(certificate.serial)
            Terminal.say("issued \(kind.rawValue) certificate \(serial), valid until \(certificate.notAfter)")
            let names = certificate.alternativeNames
            for name in names.uris + names.dns + names.addresses.map(IPAddressText.text) {
                Terminal.say("  for \(name)")
            }
            Terminal.say("  key pin \(certificate.publicKeyDigest.hex)")
            guard let out else {
                Terminal.write(issued.pem)
                return
            }
            do { try FileBytes.replace(out, with: issued.pem) } catch {
                throw UnusableInput(
                    description:
                        "\(error); the certificate is issued: \(AuthorityFiles(folder).issued(serial)) is a copy"
                )
            }
        }

        private func order(
            _ template: CertificateTemplate,
            _ register: AuthorityRegister
        ) throws -> CertificateOrder {
            switch template.kind {
            case .client:
                guard let name else { throw UnusableInput(description: "`--name` says which organisation") }
                guard dns.isEmpty, ip.isEmpty else {
                    throw UnusableInput(description: "a client has a URI; `--dns` and `--ip` are a server's")
                }
                let uri = try register.uri(of: ExactString(name), asked: uri.map { ExactString($0) })
                return CertificateOrder(
                    template,
                    name: name,
                    organisation: organisation,
                    names: AlternativeNames(uris: [uri.value]),
                    days: days
                )
            default:
                guard uri == nil else {
                    throw UnusableInput(
                        description: "a server has DNS names and addresses; `--uri` is a client's"
                    )
                }
                return CertificateOrder(
                    template,
                    name: name ?? dns.first { $0.utf8.count <= 64 } ?? "server",
                    organisation: organisation,
                    names: AlternativeNames(
                        dns: dns,
                        addresses: try ip.map(CertificateArguments.address)
                    ),
                    days: days
                )
            }
        }

        private func request(at path: String) throws -> CertificateRequest {
            let content = try FileBytes.read(path, atMost: 1 << 20)
            do { return try CertificateRequest(pem: content) } catch {
                throw UnusableInput(description: "\(path): no request that can be used: \(error)")
            }
        }
    }
}
