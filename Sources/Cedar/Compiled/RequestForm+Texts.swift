/// The bytes of strings, and patterns over them.
extension RequestForm {
    /// A string's text.
    func text(_ id: UInt32) -> String {
        let shared = entities.vocabulary.layer.strings.count
        let isShared = Int(id) < shared
        let strings = isShared ? entities.vocabulary.layer.strings : local.strings
        let range = strings.range(of: isShared ? Int(id) : Int(id) - shared)
        return String(decoding: strings.bytes[range], as: UTF8.self)
    }

    /// Whether a string matches a pattern, as ``Pattern/matches(_:)`` has it.
    func matches(_ id: UInt32, pattern: Int) -> Bool {
        let segments = entities.policies.program.patterns[pattern]
        let shared = entities.vocabulary.layer.strings.count
        return Int(id) < shared
            ? matches(
                entities.vocabulary.layer.strings.bytes,
                entities.vocabulary.layer.strings.range(of: Int(id)),
                segments
            )
            : matches(local.strings.bytes, local.strings.range(of: Int(id) - shared), segments)
    }

    /// Runs are found leftmost first, which is enough because a wildcard takes anything.
    private func matches(_ text: [UInt8], _ range: Range<Int>, _ segments: Range<Int>) -> Bool {
        let first = run(segments.lowerBound)
        guard segments.count > 1 else {
            return first.count == range.count && stands(first, text, range.lowerBound)
        }
        let last = run(segments.upperBound - 1)
        guard first.count + last.count <= range.count, stands(first, text, range.lowerBound),
            stands(last, text, range.upperBound - last.count)
        else { return false }
        var start = range.lowerBound + first.count
        let end = range.upperBound - last.count
        for segment in segments.dropFirst().dropLast() {
            let run = run(segment)
            while start + run.count <= end, !stands(run, text, start) { start += 1 }
            guard start + run.count <= end else { return false }
            start += run.count
        }
        return true
    }

    private func run(_ segment: Int) -> Range<Int> { entities.policies.program.segments[segment] }

    /// Whether a run stands at a place of a text, which is long enough.
    private func stands(_ run: Range<Int>, _ text: [UInt8], _ start: Int) -> Bool {
        for offset in 0..<run.count
        where entities.policies.program.patternBytes[run.lowerBound + offset] != text[start + offset] {
            return false
        }
        return true
    }
}
