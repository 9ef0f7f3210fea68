package import StrictJSON

/// One file of a bundle.
package struct BundleFile: Hashable, Sendable {
    /// The path within the bundle, with `/` between its parts.
    package let path: ExactString
    /// The content.
    package let bytes: [UInt8]

    /// A file of a path and a content; the bundle checks both.
    package init(path: ExactString, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// What the file is to a bundle, by its path; nil for a file that no bundle has.
    package var role: Role? {
        if let role = Role.fixed[path] { return role }
        let parts = path.bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isInPlace = parts.count == 1 || parts.count == 2 && parts[0].elementsEqual("policies".utf8)
        guard isInPlace, let last = parts.last, Self.isPlain(last) else { return nil }
        if last.elementsEqual("README.md".utf8) { return .readme }
        return last.count > Self.policySuffix.count
            && last.suffix(Self.policySuffix.count) == Self.policySuffix[...]
            ? .policy : nil
    }

    /// What a file is to a bundle.
    package enum Role: Hashable, Sendable {
        case about, organisations, collections, authorities, courts, facts, schema, policy
        /// Whom clients may act for; without it, nobody but themselves.
        case delegations
        /// For whom personal values are encrypted; without it, only their commitments are kept.
        case overseers
        /// Who vouches that the log only ever grew; without it, nobody is asked.
        case witnesses
        /// Covered by the digest and otherwise without meaning.
        case readme

        static let fixed: [ExactString: Role] = [
            "bundle.json": .about, "organisations.json": .organisations, "collections.json": .collections,
            "authorities.json": .authorities, "courts.json": .courts, "facts.json": .facts,
            "schema.cedarschema": .schema, "delegations.json": .delegations,
            Overseer.path: .overseers, "witnesses.json": .witnesses,
        ]

        /// Whether a bundle may go without it.
        var isOptional: Bool {
            switch self {
            case .delegations, .overseers, .witnesses, .readme: true
            default: false
            }
        }
    }

    /// Letters, digits, `_`, `.` and `-`, not beginning with a dot: no path can lead out of the bundle.
    private static func isPlain(_ part: ArraySlice<UInt8>) -> Bool {
        part.first != UInt8(ascii: ".")
            && part.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || [UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-")].contains(byte)
            }
    }

    private static let policySuffix = [UInt8](".cedar".utf8)
}
