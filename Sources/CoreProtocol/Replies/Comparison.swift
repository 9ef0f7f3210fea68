internal import StrictJSON

/// What a comparison of two pictures found.
package struct Comparison: Sendable, Hashable {
    /// The largest face of the source picture.
    package let source: DetectedFace
    /// The faces of the target at or above the threshold, most similar first.
    package let matches: [ComparedFace]
    /// The other faces of the target.
    package let unmatched: [DetectedFace]
    /// What the threshold that was asked for is worth, when the core publishes it.
    package let statistics: MatchStatistics?

    /// What a comparison found.
    package init(
        source: DetectedFace,
        matches: [ComparedFace],
        unmatched: [DetectedFace],
        statistics: MatchStatistics? = nil
    ) {
        self.source = source
        self.matches = matches
        self.unmatched = unmatched
        self.statistics = statistics
    }
}

extension Comparison: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        source = try members.wire("source")
        matches = try members.wires("matches")
        unmatched = try members.wires("unmatched")
        statistics = try members.optionalWire("statistics")
    }

    var json: JSONObject {
        var object: JSONObject = [
            "source": source.value, "matches": .values(matches), "unmatched": .values(unmatched),
        ]
        object.append("statistics", ifPresent: statistics?.value)
        return object
    }
}
