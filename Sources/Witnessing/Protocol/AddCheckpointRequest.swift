package import TransparencyLog

/// The body of `add-checkpoint` (C2SP tlog-witness): what the log believes that the witness has, and what it has now.
package struct AddCheckpointRequest: Hashable, Sendable {
    /// The size of the last checkpoint that the witness cosigned, as the log knows it; 0 for none.
    package let oldSize: Int64
    /// The consistency proof from there; empty from 0, and between equal sizes.
    package let proof: [Hash]
    /// The signed checkpoint.
    package let note: [UInt8]

    package init(oldSize: Int64, proof: [Hash], note: [UInt8]) {
        self.oldSize = oldSize
        self.proof = proof
        self.note = note
    }

    /// Reads the body; throws `malformedProof` and names the line.
    package init(parsing body: [UInt8]) throws(TransparencyLogError) {
        var lines = body.split(separator: 0x0a, maxSplits: Self.most + 2, omittingEmptySubsequences: false)[
            ...
        ]
        guard let first = lines.popFirst(), first.starts(with: Self.prefix.utf8), !lines.isEmpty,
            let oldSize = TreeNumber.parse(first.dropFirst(Self.prefix.utf8.count))
        else { throw Self.malformed(1, "expected `old` and a tree's size") }
        var proof: [Hash] = []
        while let line = lines.popFirst(), !lines.isEmpty {
            if line.isEmpty {
                self.init(oldSize: oldSize, proof: proof, note: Array(body[line.endIndex...].dropFirst()))
                return
            }
            guard proof.count < Self.most, let text = String(validating: line, as: UTF8.self),
                let hash = Hash(base64: text)
            else {
                throw Self.malformed(
                    2 + proof.count,
                    "expected the base64 of 32 bytes, at most \(Self.most) times, and an empty line"
                )
            }
            proof.append(hash)
        }
        throw Self.malformed(2 + proof.count, "expected an empty line before the checkpoint")
    }

    /// The body.
    package var encoded: [UInt8] {
        let lines = ["\(Self.prefix)\(oldSize)"] + proof.map(\.base64)
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + note
    }

    private static func malformed(_ line: Int, _ detail: String) -> TransparencyLogError {
        TransparencyLogError(.malformedProof, "line \(line): \(detail)")
    }

    private static let prefix = "old "
    private static let most = 63
}
