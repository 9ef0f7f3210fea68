package import Cryptography
package import StrictJSON

/// What came of a permitted request; written before the answer goes to the client.
package struct OutcomeRecord: Hashable, Sendable {
    /// The index of the decision.
    package let decision: Int64
    /// What the core did.
    package let result: Result
    /// Which core and model did it; absent when none was reached.
    package let model: Model?
    /// From handing the request to the core until its reply, in microseconds.
    package let duration: Int64

    /// What the core did.
    package enum Result: Hashable, Sendable {
        /// It answered, and this is what was released of it.
        case answered(Release)
        /// It refused or failed: a code, and whether that was provably before any matching.
        case failed(code: ExactString, beforeMatching: Bool)
    }

    /// What was released to the client.
    package struct Release: Hashable, Sendable {
        /// How many faces, matches or names the answer has.
        package let count: Int64
        /// The best similarity released, in millionths of a percent.
        package let bestSimilarity: Int64?
        /// The keyed digest of the exact bytes of the answer's body.
        package let response: SHA256Digest

        /// What an answer releases.
        package init(count: Int64, bestSimilarity: Int64?, response: SHA256Digest) {
            self.count = count
            self.bestSimilarity = bestSimilarity
            self.response = response
        }
    }

    /// The core and model that worked.
    package struct Model: Hashable, Sendable {
        /// The core's name.
        package let core: ExactString
        /// The model's name.
        package let name: ExactString
        /// The model's version.
        package let version: ExactString

        /// A model by its names.
        package init(core: ExactString, name: ExactString, version: ExactString) {
            self.core = core
            self.name = name
            self.version = version
        }
    }

    /// An outcome of a decision.
    package init(decision: Int64, result: Result, model: Model?, duration: Int64) {
        self.decision = decision
        self.result = result
        self.model = model
        self.duration = duration
    }
}

extension OutcomeRecord: EntryBody {
    package static let entryType = EntryType.outcome

    package init(reading object: inout ClosedObject) throws(JSONError) {
        decision = try object.integer("decision", in: 0...JSONInteger.largest)
        duration = try object.integer("duration", in: 0...JSONInteger.largest)
        model = try object.optionalRecord("model")
        let released: Release? = try object.optionalRecord("released")
        let failure = try object.optionalObject("failed")
        switch (released, failure) {
        case (let released?, nil): result = .answered(released)
        case (nil, var reader?):
            result = .failed(
                code: try reader.string("code"),
                beforeMatching: try reader.bool("beforeMatching")
            )
            try reader.finish()
        default:
            throw object.fault(
                .outOfRange,
                at: "released",
                "exactly one of `released` and `failed` was expected"
            )
        }
    }

    package var json: JSONObject {
        var object: JSONObject = ["decision": .integer(decision), "duration": .integer(duration)]
        if let model { object.append("model", .object(model.json)) }
        switch result {
        case .answered(let release): object.append("released", .object(release.json))
        case .failed(let code, let beforeMatching):
            object.append("failed", ["code": .string(code), "beforeMatching": .bool(beforeMatching)])
        }
        return object
    }
}

extension OutcomeRecord.Release: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        count = try object.integer("count", in: 0...JSONInteger.largest)
        bestSimilarity = try object.optionalInteger("bestSimilarity", in: 0...100_000_000)
        response = try object.digest("response")
    }

    package var json: JSONObject {
        var object: JSONObject = ["count": .integer(count), "response": .digest(response)]
        object.appendPresent("bestSimilarity", bestSimilarity)
        return object
    }
}

extension OutcomeRecord.Model: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        core = try object.string("core")
        name = try object.string("name")
        version = try object.string("version")
    }

    package var json: JSONObject {
        ["core": .string(core), "name": .string(name), "version": .string(version)]
    }
}
