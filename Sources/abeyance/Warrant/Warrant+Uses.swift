import ArgumentParser
import AuditLog
import StrictJSON
import Warrants

extension Warrant {
    /// Tells how often a warrant was used.
    struct Uses: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell how often a warrant was used, by whom and when, as a gate's log recorded it.",
            discussion: """
                The log names warrants by keyed digests only; the operator gives courts and auditors the key \
                (`digest.key`). Name the warrant by its token, or by `--issuer`, `--jti` and how many uses it allows. The \
                token is not verified: the log says what was counted under its issuer and `jti`. More uses than it allows, \
                and a log that counted to another number, are findings.

                Exit codes: 0 told, 1 something does not agree, 2 the log could not be read, 64 wrong usage.
                """
        )

        @OptionGroup var log: LogArguments

        @Option(help: ArgumentHelp("The log's digest key.", valueName: "file"))
        var digestKey: String

        @Option(help: ArgumentHelp("The warrant's token.", valueName: "file"))
        var token: String?

        @Option(help: ArgumentHelp("The court's URI, instead of a token.", valueName: "uri"))
        var issuer: String?

        @Option(help: ArgumentHelp("The token's id, instead of a token.", valueName: "id"))
        var jti: String?

        @Option(help: ArgumentHelp("How many uses the order allows, instead of a token.", valueName: "count"))
        var allowed: Int64?

        func validate() throws {
            let isNamed = issuer != nil && jti != nil && (allowed ?? 0) >= 1
            let isPartlyNamed = issuer != nil || jti != nil || allowed != nil
            guard token == nil ? isNamed : !isPartlyNamed else {
                throw ValidationError(
                    "expected either `--token`, or `--issuer`, `--jti` and `--allowed` of at least 1"
                )
            }
        }

        func run() async throws {
            try await log.examine("counting uses") { source, key, progress in
                let warrant = try warrant()
                let result = try await Reconciliation(
                    source,
                    key: key,
                    issued: [warrant],
                    digester: try DigestKey.read(digestKey),
                    isWhole: false,
                    progress: { progress.tell($0, of: $1) }
                )
                let recorded = result.lines.first?.recorded
                let name = Printable.text("\(warrant.tokenID) of \(warrant.issuer)", limit: 600)
                if !log.json, let recorded { tell(recorded) }
                return (
                    result.findings, facts(warrant, recorded),
                    recorded.map { "\(name): \($0.used) of \(warrant.uses) used" } ?? "\(name): never used"
                )
            }
        }

        private func tell(_ uses: RecordedUses) {
            let names = uses.organisations.sorted().map(\.value).joined(separator: ", ")
            Terminal.print(Printable.text("by       \(names)", limit: 600))
            Terminal.print("entries  \(uses.first) to \(uses.last), the last at \(uses.lastTime)")
            Terminal.print("refused  \(Amount.of(uses.refused, "decision")) under it")
        }

        private func facts(_ warrant: IssuedWarrant, _ recorded: RecordedUses?) -> JSONObject {
            var facts: JSONObject = [
                "iss": .string(warrant.issuer), "jti": .string(warrant.tokenID),
                "uses": .integer(warrant.uses), "used": .integer(recorded?.used ?? 0),
                "refused": .integer(Int64(recorded?.refused ?? 0)),
            ]
            guard let recorded else { return facts }
            facts.append("organisations", .array(recorded.organisations.sorted().map(JSONValue.string)))
            facts.append("first", .integer(recorded.first))
            facts.append("last", .integer(recorded.last))
            facts.append("lastTime", .string(ExactString("\(recorded.lastTime)")))
            return facts
        }

        private func warrant() throws -> IssuedWarrant {
            if let issuer, let jti, let allowed {
                return IssuedWarrant(issuer: ExactString(issuer), tokenID: ExactString(jti), uses: allowed)
            }
            let path = token ?? "-"
            guard let claims = TokenFile.unverifiedClaims(of: try TokenFile.read(path)) else {
                throw TokenFile.Empty(description: "\(path): not a warrant token")
            }
            return IssuedWarrant(
                issuer: claims.issuer,
                tokenID: claims.tokenID,
                uses: claims.search.maximumSearches
            )
        }
    }
}
