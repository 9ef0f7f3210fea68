package import Cryptography
package import Decisions
package import StrictJSON

/// An entry as it stands in the log, read back from its leaf bytes.
package struct LogEntry: Sendable, Hashable {
    /// The log that it belongs to.
    package let origin: ExactString
    /// Its place in the log, from 0.
    package let index: Int64
    /// Its time, UTC, in microseconds.
    package let time: Timestamp
    /// What kind of entry it is.
    package let type: EntryType
    /// 16 random bytes, so that nobody can guess a leaf from its hash.
    package let nonce: [UInt8]
    /// The warrant's use as it was counted.
    package let use: CountedUse?
    /// The entry's own members.
    package let body: JSONObject

    /// Reads leaf bytes; throws when they are not exactly what the canonical writer makes of them.
    package init(leaf: [UInt8]) throws(JSONError) {
        guard leaf.count <= Self.maximumBytes else {
            throw JSONError(
                .tooLarge,
                path: "",
                message: "an entry of \(leaf.count) bytes, expected at most \(Self.maximumBytes)"
            )
        }
        let value = try JSONValue.parse(leaf)
        guard var rest = value.object else {
            throw JSONError(.wrongType, path: "", message: "\(value.kind), expected an object")
        }
        guard try rest.canonical() == leaf else {
            throw JSONError(.notCanonical, path: "", message: "parsing and encoding again gives other bytes")
        }
        var envelope = JSONObject()
        for name in EntryDraft.envelope {
            if let member = rest.remove(name) { envelope.append(name, member) }
        }
        body = rest
        var reader = ClosedObject(envelope)
        guard try reader.integer("v") == 1 else { throw reader.fault(.outOfRange, at: "v", "expected 1") }
        type = try reader.word("type")
        origin = try reader.string("origin")
        index = try reader.integer("index")
        let time = try reader.string("time")
        guard let instant = Timestamp(rfc3339: time.value), instant.rfc3339 == time.value else {
            throw reader.fault(
                .outOfRange,
                at: "time",
                "`\(time)`, expected RFC 3339 in UTC with six decimals"
            )
        }
        self.time = instant
        let nonce = try reader.string("nonce")
        guard let bytes = Hex.decode(nonce.value), bytes.count == 16 else {
            throw reader.fault(.outOfRange, at: "nonce", "expected 16 bytes in lowercase hex")
        }
        self.nonce = bytes
        if var use = try reader.optionalObject("use") {
            self.use = CountedUse(number: try use.integer("n"), maximum: try use.integer("of"))
            try use.finish()
        } else {
            use = nil
        }
        try reader.finish()
    }

    /// An entry's largest leaf.
    package static let maximumBytes = 65_535

    /// A decision's largest leaf.
    package static let maximumDecisionBytes = 8_192
}
