/// Where the parts of a schema in JSON stand: numbers in the order of reading, and words for those asked for.
///
/// Spans carry the numbers, so that a schema without faults costs no paths.
final class SchemaPlaces {
    private let wanted: Set<SourceSpan>
    private var count: Int32 = 0
    private var paths: [SourceSpan: String] = [:]

    /// Places of which some will be put into words.
    init(wanted: Set<SourceSpan> = []) { self.wanted = wanted }

    /// The number of the next place, as a span.
    func span(_ path: String) -> SourceSpan {
        count += 1
        let span = SourceSpan(start: count, end: count)
        if wanted.contains(span) { paths[span] = path }
        return span
    }

    /// The words for a place, to stand before a message; nothing for one that was not asked for.
    func path(of span: SourceSpan) -> String { paths[span].map { "\($0): " } ?? "" }
}
