import ArgumentParser
import Cryptography
import Decisions
import PolicyControl
import StrictJSON

extension Organisations {
    /// Registers an organisation.
    struct Register: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Register an organisation in a proposed policy set, with how its certificates are known.",
            discussion: """
                It is known by the pin of its key, or by the URI of its certificates below an authority of the set; never \
                by its name alone. Whoever is exempt, audits or oversees is known by pin, or by an authority of its own.

                Exit codes: 0 registered, 1 the gate would refuse the set and nothing was changed, 2 could not be done, \
                64 wrong usage.
                """
        )

        @OptionGroup var change: ProposedChange

        @Argument(help: "The short name: lowercase letters, digits and inner hyphens.")
        var name: String

        @Option(help: ArgumentHelp("The full name.", valueName: "text"))
        var title: String

        @Option(
            name: .customLong("class"),
            help: ArgumentHelp(
                "What it is: \(OrganisationClass.allCases.map(\.rawValue).joined(separator: ", ")). May be repeated.",
                valueName: "class"
            )
        )
        var classes: [String]

        @Option(help: ArgumentHelp("Where, such as US-OR.", valueName: "place"))
        var jurisdiction: String

        @Option(
            help: ArgumentHelp(
                "Its certificate, its request, or the pin of its key. May be repeated.",
                valueName: "file|pin"
            )
        )
        var pin: [String] = []

        @Option(
            help: ArgumentHelp(
                "The URI of its certificates; `--authority` says below whom.",
                valueName: "uri"
            )
        )
        var uri: String?

        @Option(help: ArgumentHelp("The name of the set's authority that issues them.", valueName: "name"))
        var authority: String?

        @Option(help: ArgumentHelp("The name by which warrants speak of it.", valueName: "urn"))
        var subject: String?

        @Option(help: ArgumentHelp("An exemption that it holds. May be repeated.", valueName: "name"))
        var exemption: [String] = []

        @Option(help: ArgumentHelp("Until when its people count as trained.", valueName: "time"))
        var trainingValidUntil: String?

        @Flag(help: "It has published its own rules for using the service.")
        var policyPublished = false

        @Flag(help: "The account is a person's, not the agency's.")
        var personalAccount = false

        @Option(help: ArgumentHelp("The purpose of a request that states none.", valueName: "purpose"))
        var defaultPurpose: String?

        func validate() throws {
            guard (uri == nil) == (authority == nil) else {
                throw ValidationError("`--uri` and `--authority` go together")
            }
            guard uri != nil || !pin.isEmpty else {
                throw ValidationError(
                    "`--pin`, or `--uri` with `--authority`, says how its certificates are known"
                )
            }
        }

        func run() async throws {
            try await Terminal.reporting {
                let pins = try pin.map(KeyPin.of)
                try change.make("registered `\(name)`") { set in
                    try set.register(try organisation(pins, set))
                }
            }
        }

        /// The organisation, read as the set's file would be: the registry's own rules say what is wrong.
        private func organisation(_ pins: [SHA256Digest], _ set: ProposedSet) throws -> Organisation {
            var identities = pins.map { JSONValue.object(Identity.pin($0).json) }
            if let uri, let authority {
                let known = try set.authorities()
                guard let found = known.first(where: { $0.name == ExactString(authority) }) else {
                    let names = known.map { "`\($0.name)`" }.joined(separator: ", ")
                    throw UnusableInput(
                        description:
                            "`\(authority)`: no such authority in the set, which has \(names.isEmpty ? "none" : names)"
                    )
                }
                identities.append(.object(Identity.uri(ExactString(uri), authority: found.key).json))
            }
            var object: JSONObject = [
                "name": .string(ExactString(name)), "title": .string(ExactString(title)),
            ]
            object.appendPresent("subject", subject.map { ExactString($0) })
            object.append("classes", .strings(classes.map { ExactString($0) }))
            object.append("jurisdiction", .string(ExactString(jurisdiction)))
            object.append("agencyAccount", .bool(!personalAccount))
            if !exemption.isEmpty { object.append("exemptions", .strings(exemption.map { ExactString($0) })) }
            if let trainingValidUntil {
                guard let time = Timestamp(rfc3339: trainingValidUntil) else {
                    throw UnusableInput(
                        description:
                            "`\(trainingValidUntil)`: a time such as 2027-01-31T00:00:00Z was expected"
                    )
                }
                object.append("trainingValidUntil", .timestamp(time))
            }
            object.append("policyPublished", .bool(policyPublished))
            object.appendPresent("defaultPurpose", defaultPurpose.map { ExactString($0) })
            object.append("identities", .array(identities))
            do throws(JSONError) { return try Organisation(object) } catch {
                throw UnusableInput(description: "`\(name)`: \(error)")
            }
        }
    }
}
