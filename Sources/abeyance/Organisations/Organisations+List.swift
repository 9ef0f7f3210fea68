import ArgumentParser
import Cryptography
import Decisions
import PolicyControl
import StrictJSON

extension Organisations {
    /// Lists organisations.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the organisations of a policy set, and how each is known.",
            discussion: "Exit codes: 0 listed, 2 could not be read, 64 wrong usage."
        )

        @Argument(help: ArgumentHelp("The folder of the policy set.", valueName: "dir"))
        var folder: String

        @Flag(help: "Print one JSON object, with organisations and authorities as the set's files have them.")
        var json = false

        func run() async throws {
            try await Terminal.reporting {
                let set = try ProposedSet(at: folder)
                let (organisations, authorities) = (try set.organisations(), try set.authorities())
                guard !json else {
                    let object: JSONObject = [
                        "organisations": .array(organisations.map { .object($0.json) }),
                        "authorities": .array(authorities.map { .object($0.json) }),
                    ]
                    Terminal.print(readable: .object(object))
                    return
                }
                for organisation in organisations {
                    for line in Self.lines(organisation, authorities) { Terminal.print(line) }
                }
            }
        }

        private static func lines(_ organisation: Organisation, _ authorities: [ClientAuthority]) -> [String]
        {
            let classes = organisation.classes.map(\.rawValue).joined(separator: ", ")
            let identities = organisation.identities.map { identity in
                switch identity {
                case .pin(let key): return "  pin  \(key.hex)"
                case .uri(let uri, let key):
                    let authority = authorities.first { $0.key == key }?.name.value ?? key.hex
                    return "  uri  \(Printable.text(uri.value, limit: 400)), below \(authority)"
                }
            }
            let exemptions = organisation.exemptions.map { Printable.text($0.value) }.joined(separator: ", ")
            return [
                "\(organisation.name)  \(Printable.text(organisation.title.value, limit: 256))",
                "  \(classes), \(organisation.jurisdiction)\(exemptions.isEmpty ? "" : ", exempt: \(exemptions)")",
            ] + identities
        }
    }
}
