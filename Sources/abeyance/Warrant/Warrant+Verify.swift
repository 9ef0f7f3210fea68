import ArgumentParser
import Broker
import Cryptography
import Decisions
import StrictJSON
import Warrants

extension Warrant {
    /// Verifies a token outside of any request.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a token as a gate would, for the very search that it allows.",
            discussion: """
                Everything is checked but the count of uses, which only the gate's log knows, and the policy. Give the \
                court's status lists with `--list`; without the one that the token names, its status is unknown and it is \
                refused, as a gate would refuse it.

                Exit codes: 0 good now, 1 refused, 2 could not be checked, 64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("The token's file, or - for standard input.", valueName: "file"))
        var file: String

        @Option(help: ArgumentHelp("The trust list, `courts.json` of a policy set.", valueName: "file"))
        var courts: String

        @Option(help: ArgumentHelp("The client certificate that will present it, PEM.", valueName: "file"))
        var certificate: String

        @Option(help: ArgumentHelp("The log origin of the gate.", valueName: "origin"))
        var audience: String

        @Option(
            name: .customLong("list"),
            parsing: .upToNextOption,
            help: ArgumentHelp("The courts' status lists.", valueName: "file")
        )
        var lists: [String] = []

        func run() async throws {
            try await Terminal.reporting {
                let now = WallClock.now
                let trust = try TrustListFile.read(courts)
                var statuses = StatusLists()
                for path in lists {
                    do {
                        try statuses.accept(try FileBytes.read(path, atMost: 4 << 20), trust: trust, now: now)
                    } catch let error as StatusListError {
                        throw UnusableInput(description: "\(path): \(error)")
                    }
                }
                let token = try TokenFile.read(file)
                let fingerprint = try CertificateFile.only(certificate).fingerprint
                let verifier = WarrantVerifier(
                    trust: trust,
                    statuses: statuses,
                    audience: ExactString(audience)
                )
                guard let claims = TokenFile.unverifiedClaims(of: token),
                    let scope = Self.scope(of: claims.search)
                else {
                    Terminal.complain(
                        "\(file): not a warrant token; `abeyance warrant inspect` says what is wrong"
                    )
                    throw ExitCode(1)
                }
                switch verifier.verify(
                    token,
                    certificate: fingerprint,
                    subject: claims.subject,
                    request: scope,
                    now: now
                )
                {
                case .verified(let warrant):
                    Terminal.print("good: \(warrant.issuer), \(warrant.tokenID), until \(claims.expires)")
                case .refused(let refused, let explanation):
                    Terminal.print(
                        "refused: \(refused.code.rawValue): \(Printable.text(explanation, limit: 400))"
                    )
                    Terminal.say("what to do: \(WarrantRemedy.words(for: refused.code))")
                    throw ExitCode(1)
                }
            }
        }

        /// The first search that the token allows.
        private static func scope(of search: AuthorizedSearch) -> WarrantScope? {
            guard let operation = search.operations.first else { return nil }
            let probes =
                if case .probes(let probes) = search.subject { Array(probes.prefix(1)) } else {
                    [SHA256Digest]()
                }
            let compares = operation.name == "CompareFaces"
            return WarrantScope(
                operation: operation,
                collection: compares ? nil : search.collections.first,
                probes: probes,
                targets: compares ? Array(search.targets.prefix(1)) : [],
                purpose: search.purpose,
                imageSource: search.imageSources.first,
                mode: search.mode,
                similarityThreshold: search.minimumSimilarity,
                maximumResults: search.maximumResults
            )
        }
    }
}
