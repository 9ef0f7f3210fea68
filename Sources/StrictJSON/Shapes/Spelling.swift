/// Suggests what was probably meant, for messages only.
package enum Spelling {
    /// The candidate nearest to `word` when it is near enough to be a slip: at most two edits, or one of case.
    package static func nearest(to word: ExactString, among candidates: [ExactString]) -> ExactString? {
        let typed = word.value.lowercased().utf8.prefix(limit)
        var best: (candidate: ExactString, distance: Int)?
        for candidate in candidates {
            let distance = distance(typed, candidate.value.lowercased().utf8.prefix(limit))
            guard distance <= min(2, candidate.byteCount / 3) else { continue }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// The Levenshtein distance of two short texts, in bytes.
    private static func distance(_ left: Substring.UTF8View, _ right: Substring.UTF8View) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }

    private static let limit = 64
}
