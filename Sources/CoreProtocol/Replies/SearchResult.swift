internal import StrictJSON

/// What a search found.
package struct SearchResult: Sendable, Hashable {
    /// The face that was searched with, when it came in a picture.
    package let searched: DetectedFace?
    /// The matches at or above the threshold, most similar first.
    package let matches: [FaceMatch]
    /// Faces that the probe was compared with.
    package let comparisons: Int64
    /// What the threshold that was asked for is worth, when the core publishes it.
    package let statistics: MatchStatistics?

    /// What a search found.
    package init(
        searched: DetectedFace?,
        matches: [FaceMatch],
        comparisons: Int64,
        statistics: MatchStatistics? = nil
    ) {
        self.searched = searched
        self.matches = matches
        self.comparisons = comparisons
        self.statistics = statistics
    }
}

extension SearchResult: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        searched = try members.optionalWire("searched")
        matches = try members.wires("matches")
        comparisons = try members.integer("comparisons", in: WireLimits.count)
        statistics = try members.optionalWire("statistics")
    }

    var json: JSONObject {
        var object: JSONObject = [:]
        object.append("searched", ifPresent: searched?.value)
        object.append("matches", .values(matches))
        object.append("comparisons", .integer(comparisons))
        object.append("statistics", ifPresent: statistics?.value)
        return object
    }
}
