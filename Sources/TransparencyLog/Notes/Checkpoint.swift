/// What a log commits to (C2SP tlog-checkpoint): which log, how many entries, which root.
package struct Checkpoint: Hashable, Sendable {
    /// The log's name, which is also its signer's.
    package let origin: String
    /// How many entries the tree has.
    package let size: Int64
    /// The tree's root.
    package let root: Hash
    /// Further lines, each not empty; none are written here.
    package let extensions: [String]

    package init(origin: String, size: Int64, root: Hash, extensions: [String] = []) {
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// Reads a note's text; throws `malformedCheckpoint` and names the line.
    package init(parsing text: [UInt8]) throws(TransparencyLogError) {
        var lines = LineReader(text)
        guard let origin = lines.next(), !origin.isEmpty else {
            throw Self.malformed(1, "expected the log's origin")
        }
        guard let line = lines.next(), let size = Decimal.parse(line.utf8) else {
            throw Self.malformed(2, "expected the tree's size as a decimal number")
        }
        guard let line = lines.next(), let root = Hash(base64: line) else {
            throw Self.malformed(3, "expected the base64 of the root's 32 bytes")
        }
        var extensions: [String] = []
        while let line = lines.next() {
            guard !line.isEmpty else { throw Self.malformed(4 + extensions.count, "expected no empty line") }
            extensions.append(line)
        }
        guard lines.rest.isEmpty else {
            throw Self.malformed(4 + extensions.count, "expected a line feed at the end")
        }
        self.init(origin: origin, size: size, root: root, extensions: extensions)
    }

    /// The text that is signed.
    package var noteText: [UInt8] {
        Array(([origin, String(size), root.base64] + extensions).map { $0 + "\n" }.joined().utf8)
    }

    /// Signs the checkpoint; throws `wrongOrigin` unless a signer is named like the origin.
    package func signed(by signers: [NoteSigner]) throws(TransparencyLogError) -> SignedNote {
        guard signers.contains(where: { $0.verifier.name.utf8.elementsEqual(origin.utf8) }) else {
            throw TransparencyLogError(
                .wrongOrigin,
                "no signer is named `\(origin)`, as the checkpoint's origin"
            )
        }
        return try SignedNote(signing: noteText, with: signers)
    }

    /// Reads a signed checkpoint and makes sure that the log signed it and that it is the log's own.
    package static func open(_ note: [UInt8], log: NoteVerifier) throws(TransparencyLogError) -> Checkpoint {
        try open(SignedNote(parsing: note), origin: log.name, keys: [log])
    }

    /// The checkpoint of a note, once one of the log's keys signed it and its origin is the log's.
    package static func open(
        _ note: SignedNote,
        origin: String,
        keys: [NoteVerifier]
    ) throws(TransparencyLogError) -> Checkpoint {
        _ = try note.verified(by: keys)
        let checkpoint = try Checkpoint(parsing: note.text)
        guard checkpoint.origin.utf8.elementsEqual(origin.utf8) else {
            throw TransparencyLogError(
                .wrongOrigin,
                "expected the origin `\(origin)`, found `\(checkpoint.origin)`"
            )
        }
        return checkpoint
    }

    private static func malformed(_ line: Int, _ detail: String) -> TransparencyLogError {
        TransparencyLogError(.malformedCheckpoint, "line \(line): \(detail)")
    }
}
