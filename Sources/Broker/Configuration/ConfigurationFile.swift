import Glibc
import StrictJSON
import Yams

/// The YAML file that a configuration is read from; relative paths in it are relative to its own folder.
///
/// Unknown and repeated keys are refused, with the nearest known key named.
package enum ConfigurationFile {
    /// Reads and checks a configuration file.
    ///
    /// - Throws: `ConfigurationError` naming file, line and what was expected.
    package static func load(path: String) throws -> Configuration {
        guard let bytes = try? FileBytes.read(path, atMost: 65_536) else {
            throw ConfigurationError(
                description: "\(path): cannot be read; `abeyance init DIR` writes one to start from"
            )
        }
        return try parse(
            String(decoding: bytes, as: UTF8.self),
            file: path,
            folder: FileBytes.folder(of: path)
        )
    }

    /// Reads a configuration from text; `folder` is what relative paths are relative to.
    package static func parse(_ text: String, file: String, folder: String) throws -> Configuration {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError(description: "\(file): not readable as YAML: \(error)")
        }
        guard let root, let mapping = root.mapping else {
            throw ConfigurationError(
                description: "\(file): expected keys such as `state: state`, found nothing"
            )
        }
        var reader = Reader(file: file, folder: folder)
        return try reader.configuration(from: mapping)
    }

    private struct Reader {
        let file: String
        let folder: String

        mutating func configuration(from root: Node.Mapping) throws -> Configuration {
            try refuseUnknown(
                in: root,
                known: [
                    "listen", "state", "checkpoint_copy", "tls", "core", "limits", "witnesses", "reload",
                    "admin",
                ],
                at: ""
            )
            let tls = try section("tls", of: root, known: Self.tlsKeys)
            let reload = try section("reload", of: root, known: ["watch"])
            let admin = try section("admin", of: root, known: ["listen"])
            let core = try section(
                "core",
                of: root,
                known: ["program", "model", "state", "deadline_seconds", "journal"]
            )
            let limits = try section(
                "limits",
                of: root,
                known: Self.limitKeys
            )
            var result = Configuration(
                state: try requiredPath("state", of: root, at: ""),
                checkpointCopy: try requiredPath("checkpoint_copy", of: root, at: ""),
                certificate: try requiredPath("certificate", of: tls, at: "tls."),
                key: try requiredPath("key", of: tls, at: "tls."),
                clientAuthorities: try requiredPath("client_authorities", of: tls, at: "tls."),
                coreState: try requiredPath("state", of: core, at: "core.")
            )
            if let listen = try string("listen", of: root, at: "") {
                (result.host, result.port) = try address(listen, at: node("listen", of: root))
            }
            result.revocationLists = try path("revocation_lists", of: tls, at: "tls.")
            if let watches = try bool("watch", of: reload, at: "reload.") { result.watchesFiles = watches }
            if let listen = try string("listen", of: admin, at: "admin.") {
                result.admin = try adminAddress(listen, beside: result)
            }
            if let section = node("witnesses", of: root) {
                result.witnesses = try WitnessSettings(section, file: file)
            }
            result.coreProgram = try path("program", of: core, at: "core.")
            result.coreModel = try path("model", of: core, at: "core.")
            result.coreJournal = try path("journal", of: core, at: "core.")
            try number(
                "deadline_seconds",
                of: core,
                at: "core.",
                in: 1...600,
                into: &result.coreDeadlineSeconds
            )
            try number(
                "connections",
                of: limits,
                at: "limits.",
                in: 1...1_000_000,
                into: &result.maximumConnections
            )
            try number(
                "connections_per_organisation",
                of: limits,
                at: "limits.",
                in: 1...1_000_000,
                into: &result.maximumConnectionsPerOrganisation
            )
            try number(
                "requests_per_organisation",
                of: limits,
                at: "limits.",
                in: 1...4_096,
                into: &result.requestsPerOrganisation
            )
            try number(
                "requests_per_second",
                of: limits,
                at: "limits.",
                in: 1...1_000_000,
                into: &result.requestsPerSecond
            )
            try number(
                "request_burst",
                of: limits,
                at: "limits.",
                in: 1...1_000_000,
                into: &result.requestBurst
            )
            try number(
                "entries_per_day",
                of: limits,
                at: "limits.",
                in: EntryBudget.entriesPerRequest...1_000_000_000,
                into: &result.entriesPerDay
            )
            try number("drain_seconds", of: limits, at: "limits.", in: 0...3_600, into: &result.drainSeconds)
            return result
        }

        private func section(_ name: String, of root: Node.Mapping, known: [String]) throws -> Node.Mapping {
            guard let node = node(name, of: root) else { return Node.Mapping([]) }
            guard let mapping = node.mapping else {
                throw ConfigurationError(
                    description: "\(place(node)): `\(name)` holds keys of its own, for example `\(known[0])`"
                )
            }
            try refuseUnknown(in: mapping, known: known, at: "\(name).")
            return mapping
        }

        private func refuseUnknown(in mapping: Node.Mapping, known: [String], at prefix: String) throws {
            for (key, _) in mapping {
                let name = key.string ?? ""
                if known.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { continue }
                let hint = Suggestion.clause(for: name, among: known, prefix: prefix)
                throw ConfigurationError(
                    description:
                        "\(place(key)): unknown key `\(prefix)\(name)`\(hint) (known: \(known.joined(separator: ", ")))"
                )
            }
        }

        private func node(_ name: String, of mapping: Node.Mapping) -> Node? {
            mapping.first { ($0.key.string ?? "").utf8.elementsEqual(name.utf8) }?.value
        }

        private func string(_ name: String, of mapping: Node.Mapping, at prefix: String) throws -> String? {
            guard let node = node(name, of: mapping) else { return nil }
            guard let scalar = node.scalar?.string, !scalar.isEmpty else {
                throw ConfigurationError(description: "\(place(node)): `\(prefix)\(name)` is a single value")
            }
            return scalar
        }

        private func path(_ name: String, of mapping: Node.Mapping, at prefix: String) throws -> String? {
            try string(name, of: mapping, at: prefix).map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
        }

        private func requiredPath(
            _ name: String,
            of mapping: Node.Mapping,
            at prefix: String
        ) throws -> String {
            guard let path = try path(name, of: mapping, at: prefix) else {
                throw ConfigurationError(description: "\(file): `\(prefix)\(name)` is missing; it is a path")
            }
            return path
        }

        private func number(
            _ name: String,
            of mapping: Node.Mapping,
            at prefix: String,
            in range: ClosedRange<Int>,
            into value: inout Int
        ) throws {
            guard let text = try string(name, of: mapping, at: prefix) else { return }
            guard let number = Int(text), "\(number)" == text, range.contains(number) else {
                throw ConfigurationError(
                    description:
                        "\(file): `\(prefix)\(name)` is `\(text)`, expected a whole number from \(range.lowerBound) to \(range.upperBound)"
                )
            }
            value = number
        }

        private func bool(_ name: String, of mapping: Node.Mapping, at prefix: String) throws -> Bool? {
            guard let text = try string(name, of: mapping, at: prefix) else { return nil }
            switch text {
            case "true": return true
            case "false": return false
            default:
                throw ConfigurationError(
                    description: "\(file): `\(prefix)\(name)` is `\(text)`, expected `true` or `false`"
                )
            }
        }

        /// An address that nobody beyond this machine can reach, and not the one that clients use.
        private func adminAddress(_ text: String, beside other: Configuration) throws -> AdminAddress {
            if text.hasPrefix("unix:") {
                let path = String(text.dropFirst(5))
                return .socket(path: path.hasPrefix("/") ? path : "\(folder)/\(path)")
            }
            guard let address = try? address(text, at: nil), Self.isLoopback(address.0) else {
                throw ConfigurationError(
                    description:
                        "\(file): `admin.listen` is `\(text)`, expected a loopback address such as `127.0.0.1:9464`, or `unix:PATH`"
                )
            }
            guard address.1 == 0 || address.1 != other.port else {
                throw ConfigurationError(
                    description:
                        "\(file): `admin.listen` is `\(text)`, expected another port than that of `listen`"
                )
            }
            return .loopback(host: address.0, port: address.1)
        }

        /// Whether a literal address is one of this machine's own; a name could lead anywhere.
        private static func isLoopback(_ host: String) -> Bool {
            var (four, six) = (in_addr(), in6_addr())
            if unsafe inet_pton(AF_INET, host, &four) == 1 {
                return UInt32(bigEndian: four.s_addr) >> 24 == 127
            }
            guard unsafe inet_pton(AF_INET6, host, &six) == 1 else { return false }
            return unsafe withUnsafeBytes(of: six) {
                unsafe $0.elementsEqual([UInt8](repeating: 0, count: 15) + [1])
            }
        }

        private static let limitKeys = [
            "connections", "connections_per_organisation", "requests_per_organisation", "requests_per_second",
            "request_burst", "entries_per_day", "drain_seconds",
        ]
        private static let tlsKeys = ["certificate", "key", "client_authorities", "revocation_lists"]

        private func address(_ text: String, at node: Node?) throws -> (String, Int) {
            guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
                colon > text.startIndex, let port = Int(text[text.index(after: colon)...]),
                (0...65_535).contains(port)
            else {
                throw ConfigurationError(
                    description:
                        "\(file): `listen` is `\(text)`, expected ADDRESS:PORT, for example `127.0.0.1:8443`"
                )
            }
            var host = String(text[..<colon])
            if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
            return (host, port)
        }

        private func place(_ node: Node) -> String {
            node.mark.map { "\(file):\($0.line):\($0.column)" } ?? file
        }
    }
}
