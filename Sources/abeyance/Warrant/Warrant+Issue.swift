import ArgumentParser
import Broker
import Cryptography
import Glibc
import StrictJSON
import Warrants

extension Warrant {
    /// Mints a token from a signed order.
    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Mint a token from a signed order, and say in plain words what it allows.",
            discussion: """
                The token is printed on standard output; what it allows, to be checked against the order line by line, on \
                standard error. The description is JSON with `sub`, `aud`, `nbf`, `exp`, `status`, `warrant` and `search`; \
                members that it lacks are asked for when standard input is a terminal, and nothing is signed there before \
                `yes` is typed under what the token will allow. The digests of order and certificate are computed here.

                Exit codes: 0 minted, 2 not minted, 64 wrong usage.
                """
        )

        @Option(
            help: ArgumentHelp(
                "What the order allows, JSON; without it every member is asked for.",
                valueName: "file"
            )
        )
        var description: String?

        @Option(help: ArgumentHelp("The signed order, exactly as it was signed.", valueName: "file"))
        var order: String

        @Option(
            help: ArgumentHelp(
                "The agency's client certificate, PEM; the token is good with it alone.",
                valueName: "file"
            )
        )
        var certificate: String

        @Option(
            help: ArgumentHelp(
                "The court's private key for warrants: a PEM file, or `pkcs11:…` for one in a hardware token.",
                valueName: "file|uri"
            )
        )
        var key: String

        @Option(help: ArgumentHelp("The court's URI, as trust lists have it.", valueName: "uri"))
        var issuer: String

        @Option(help: ArgumentHelp("The name of the key, as trust lists have it.", valueName: "name"))
        var kid: String

        @Flag(help: "Sign without asking, though somebody is there to answer.")
        var yes = false

        func run() async throws {
            try await Terminal.reporting {
                let key = try CourtKeyFile.read(key)
                let instrument = SHA256Digest.of(try FileBytes.read(order, atMost: 256 << 20))
                let certificate = try CertificateFile.only(certificate)
                let described = try described()
                do {
                    let description = try WarrantDescription(
                        parsing: JSONValue.object(described).serialized(),
                        certificate: certificate.fingerprint,
                        instrument: instrument
                    )
                    let court = WarrantIssuer(uri: ExactString(issuer), keyID: ExactString(kid), key: key)
                    let claims = try court.claims(of: description, now: WallClock.now)
                    for line in WarrantSummary(claims).lines { Terminal.say(line) }
                    try confirm()
                    Terminal.print(try court.sign(claims).token)
                } catch let error as JSONError {
                    throw UnusableInput(description: "\(self.description ?? "what was said"): \(error)")
                }
            }
        }

        /// Asks whoever is at the terminal whether the order says what the token would; only `yes` is one.
        private func confirm() throws {
            guard isatty(0) == 1, !yes else { return }
            Terminal.ask("does the order say all of this? type `yes` to sign: ")
            guard let answer = readLine(strippingNewline: true), answer.utf8.elementsEqual("yes".utf8) else {
                throw UnusableInput(description: "not signed: the answer was not `yes`")
            }
        }

        /// The description's members, those that it lacks asked for when somebody is there to answer.
        private func described() throws -> JSONObject {
            let isAnswering = isatty(0) == 1
            var object = JSONObject()
            if let description {
                do {
                    guard let read = try JSONValue.parse(FileBytes.read(description, atMost: 1 << 20)).object
                    else {
                        throw UnusableInput(description: "\(description): expected a JSON object")
                    }
                    object = read
                } catch let error as JSONError {
                    throw UnusableInput(description: "\(description): \(error)")
                }
            } else if !isAnswering {
                throw UnusableInput(
                    description:
                        "no description: write what the order allows to a file and name it with `--description`"
                )
            }
            if isAnswering { try WarrantQuestion.askMissing(in: &object) }
            return object
        }
    }
}
