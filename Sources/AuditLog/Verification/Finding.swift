/// Something that is not as it must be, and where.
package struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, for tests and for counting.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The leaf's bytes are not those that were signed.
        case leaf
        /// The bytes are not one canonical entry of a known shape.
        case form
        /// An index is missing, repeated or out of place.
        case sequence
        /// The entry belongs to another log.
        case origin
        /// The entry's time lies behind an earlier entry's, or is not the one at which was decided.
        case clock
        /// A checkpoint is unreadable, unsigned or misplaced.
        case checkpoint
        /// A checkpoint that somebody kept, or a witness cosigned, is none of this log: it was rolled back, or replaced.
        case held
        /// The tree over the entries is not the one that was signed.
        case root
        /// A stored hash is not the hash of what it stands for.
        case hash
        /// The decision names a bundle that was not in force.
        case bundle
        /// A warrant's use is not the next one, is beyond the last, is not counted, or is counted where there was none.
        case warrantUse
        /// The decision lies outside the warrant that it names.
        case warrant
        /// An outcome without a decision that awaits one, or beyond what the decision allowed.
        case outcome
        /// A permit whose outcome nobody recorded.
        case orphan
        /// A table beside the entries says something else than they do.
        case table
        /// The file itself is damaged.
        case file
        /// Deciding again gives something else.
        case decision
    }

    /// What is wrong.
    package let kind: Kind
    /// The entry, when it is about one.
    package let index: Int64?
    /// The member, the file or the table.
    package let field: String
    /// What was expected.
    package let expected: String
    /// What is there.
    package let found: String

    package init(_ kind: Kind, index: Int64? = nil, field: String, expected: String, found: String) {
        self.kind = kind
        self.index = index
        self.field = field
        self.expected = expected
        self.found = found
    }

    /// Place first, then what was expected and found.
    package var description: String {
        let entry = index.map { "entry \($0): " } ?? ""
        return "\(entry)\(field): expected \(expected), found \(found)"
    }
}

/// Findings in the order in which they were made; beyond a thousand only their number grows.
package struct FindingList: Sendable {
    /// The first findings.
    package private(set) var first: [Finding] = []
    /// How many there are.
    package private(set) var count = 0

    /// Whether there is none.
    package var isEmpty: Bool { count == 0 }

    /// The same list with one more at its end, if there is one.
    package func adding(_ finding: Finding?) -> FindingList {
        guard let finding else { return self }
        var list = self
        list.add(finding)
        return list
    }

    mutating func add(_ finding: Finding) {
        if first.count < Self.kept { first.append(finding) }
        count += 1
    }

    private static let kept = 1_000
}
