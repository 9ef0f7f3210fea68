/// The vectors of other implementations for everything about a transparency log, judged by what runs here.
///
/// Trees and proofs, notes, checkpoints, tile directories, receipts, cosignatures, a witness's conversation, canonical
/// JSON and Ed25519. The README beside the vectors says where each comes from.
package struct TlogConformance: Sendable {
    /// One part of the vectors.
    package struct Part: Hashable, Sendable {
        /// What it is, such as `inclusion`.
        package let name: String
        /// How many cases were judged.
        package fileprivate(set) var cases = 0
        /// Those that came out otherwise than labelled, each in words.
        package fileprivate(set) var mismatches: [String] = []
        /// Those that are deliberately not judged as labelled, each with the reason.
        package fileprivate(set) var exceptions: [String] = []

        init(_ name: String) { self.name = name }

        /// Counts a case.
        mutating func judge(_ agrees: Bool, _ words: @autoclosure () throws -> String) rethrows {
            cases += 1
            if !agrees { mismatches.append("tlog \(name): \(try words())") }
        }

        /// Counts a case that comes out otherwise than labelled on purpose.
        mutating func except(_ words: String) {
            cases += 1
            exceptions.append("tlog \(name): \(words)")
        }
    }

    /// Where the vectors are: bytes by path below their folder; nil where nothing is.
    package typealias Files = @Sendable (_ path: String) -> [UInt8]?

    /// The parts, in order.
    package private(set) var parts: [Part] = []

    /// Judges all vectors.
    ///
    /// - Parameters:
    ///   - files: the vectors.
    ///   - inflate: unpacks the one file that is packed with gzip; nil when it cannot.
    /// - Throws: when a file is missing or is not what it is taken for.
    package init(_ files: @escaping Files, inflate: ([UInt8]) -> [UInt8]?) throws {
        let vectors = VectorFiles(files)
        parts = [
            try TreeVectors.hashes(vectors), try TreeVectors.inclusion(vectors),
            try TreeVectors.consistency(vectors), try TreeVectors.subtreeInclusion(vectors),
            try TreeVectors.subtreeConsistency(vectors), try TreeVectors.checksumDatabase(vectors),
            try NoteVectors.notes(vectors), try NoteVectors.checkpoints(vectors),
            try NoteVectors.receipts(vectors), try TileVectors.directories(vectors),
            try WitnessVectors.conversation(vectors), try FormVectors.canonical(vectors),
            try FormVectors.signatures(vectors, inflate: inflate),
        ]
    }

    /// How many cases were judged.
    package var cases: Int { parts.reduce(0) { $0 + $1.cases } }

    /// Every case that came out otherwise than labelled.
    package var mismatches: [String] { parts.flatMap(\.mismatches) }

    /// Every case that is deliberately not judged as labelled.
    package var exceptions: [String] { parts.flatMap(\.exceptions) }

    /// One line of counts.
    package var summary: String {
        let counts = parts.map { "\($0.name) \($0.cases - $0.mismatches.count)/\($0.cases)" }
        return "tlog: \(cases) cases, \(mismatches.count) mismatches, \(exceptions.count) exceptions ("
            + counts.joined(separator: ", ") + ")"
    }
}

/// A file of vectors that is missing or not what it is taken for.
struct UnusableVectors: Error, CustomStringConvertible {
    let description: String
}
