package import Cryptography

/// The stored hashes of leaves, in stretches of leaves that follow one another.
package struct LeafHashes: Sendable {
    private struct Stretch: Sendable {
        let first: Int64
        let hashes: [SHA256Digest]

        subscript(index: Int64) -> SHA256Digest? {
            let (offset, overflow) = index.subtractingReportingOverflow(first)
            return !overflow && offset >= 0 && offset < hashes.count ? hashes[Int(offset)] : nil
        }
    }

    private var stretches: [Stretch] = []
    /// Whether each stretch begins where the one before it has ended, or later.
    private var isOrdered = true

    /// No hashes.
    package init() {}

    /// Adds the hashes of leaves from an index on; where there are hashes already, these count.
    package mutating func add(_ hashes: [SHA256Digest], from first: Int64) {
        guard !hashes.isEmpty else { return }
        if let last = stretches.last, first < last.first || first - last.first < last.hashes.count {
            isOrdered = false
        }
        stretches.append(Stretch(first: first, hashes: hashes))
    }

    /// The stored hash of a leaf, where there is one.
    ///
    /// - Complexity: O(log n) in the stretches, unless somebody made them overlap.
    package subscript(index: Int64) -> SHA256Digest? {
        guard isOrdered else {
            for stretch in stretches.reversed() {
                if let hash = stretch[index] { return hash }
            }
            return nil
        }
        var low = 0
        var high = stretches.count
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].first <= index { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? stretches[low - 1][index] : nil
    }
}
