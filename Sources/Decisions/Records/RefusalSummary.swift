package import Cryptography
package import StrictJSON

/// What was refused in one minute before the operation was known, for one organisation or for strangers.
///
/// Summed up, so that a flood of requests cannot fill the log.
package struct RefusalSummary: Hashable, Sendable {
    /// The beginning of the minute.
    package let since: Timestamp
    /// The organisation's name, or nil for clients that map to none.
    package let organisation: ExactString?
    /// How many refusals there were for each reason.
    package let reasons: [Count<ReasonCode>]
    /// The certificates met most often, at most ``mostFingerprints``.
    package let fingerprints: [Count<SHA256Digest>]
    /// Refusals by certificates beyond those, and without any.
    package let others: Int64

    /// How often something was met.
    package struct Count<Subject: Hashable & Sendable>: Hashable, Sendable {
        /// What was met.
        package let subject: Subject
        /// How often.
        package let count: Int64

        /// A count of something.
        package init(_ subject: Subject, _ count: Int64) {
            self.subject = subject
            self.count = count
        }
    }

    /// A summary of a minute.
    package init(
        since: Timestamp,
        organisation: ExactString?,
        reasons: [Count<ReasonCode>],
        fingerprints: [Count<SHA256Digest>],
        others: Int64
    ) {
        self.since = since
        self.organisation = organisation
        self.reasons = reasons
        self.fingerprints = Array(fingerprints.prefix(Self.mostFingerprints))
        self.others = others + fingerprints.dropFirst(Self.mostFingerprints).reduce(0) { $0 + $1.count }
    }

    /// How many certificates one summary names.
    package static let mostFingerprints = 100
}

extension RefusalSummary: EntryBody {
    package static let entryType = EntryType.refusals

    package init(reading object: inout ClosedObject) throws(JSONError) {
        var reasons: [Count<ReasonCode>] = []
        for element in try object.objects("reasons") {
            var reader = element
            let reason: ReasonCode = try reader.word("reason")
            reasons.append(Count(reason, try reader.integer("count", in: 1...JSONInteger.largest)))
            try reader.finish()
        }
        var fingerprints: [Count<SHA256Digest>] = []
        for element in try object.objects("fingerprints") {
            var reader = element
            let digest = try reader.digest("certificate")
            fingerprints.append(Count(digest, try reader.integer("count", in: 1...JSONInteger.largest)))
            try reader.finish()
        }
        guard fingerprints.count <= Self.mostFingerprints else {
            throw object.fault(
                .outOfRange,
                at: "fingerprints",
                "at most \(Self.mostFingerprints) were expected"
            )
        }
        self.init(
            since: try object.timestamp("since"),
            organisation: try object.optionalString("organisation"),
            reasons: reasons,
            fingerprints: fingerprints,
            others: try object.integer("others", in: 0...JSONInteger.largest)
        )
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "since": .timestamp(since),
            "reasons": .array(reasons.map { ["reason": $0.subject.json, "count": .integer($0.count)] }),
            "fingerprints": .array(
                fingerprints.map { ["certificate": .digest($0.subject), "count": .integer($0.count)] }
            ),
            "others": .integer(others),
        ]
        object.appendPresent("organisation", organisation)
        return object
    }
}
