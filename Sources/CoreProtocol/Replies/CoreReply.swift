package import StrictJSON

/// One reply from a core to the gate.
///
/// The result travels as JSON in the frame's only part, since thousands of faces do not fit a header; a failure
/// travels in the header and has no part.
package struct CoreReply: Sendable, Hashable {
    /// The number of the request that it answers.
    package let id: UInt64
    /// Who answered.
    package let model: ModelIdentity
    /// What came of it.
    package let result: Result<CoreResult, CoreFailure>
    /// What was odd about the input and yet accepted, such as a decoder's warning; at most 16 sentences.
    package let warnings: [ExactString]

    /// A reply to the request of that number.
    package init(
        id: UInt64,
        model: ModelIdentity,
        result: Result<CoreResult, CoreFailure>,
        warnings: [ExactString] = []
    ) {
        self.id = id
        self.model = model
        self.result = result
        self.warnings = warnings
    }
}

extension CoreReply {
    /// The reply as a frame.
    package var frame: Frame {
        var header: JSONObject = ["id": .unsigned(id), "model": model.value, "warnings": .strings(warnings)]
        switch result {
        case .success(let result):
            header.append("result", .string(result.name))
            return Frame(header: header, parts: [result.json.serialized()])
        case .failure(let failure):
            header.append("failure", failure.value)
            return Frame(header: header)
        }
    }

    /// Reads a reply strictly; anything missing, unknown or out of range is refused.
    package init(frame: Frame) throws(FrameError) {
        do throws(JSONError) {
            var header = ClosedObject(frame.header)
            id = try header.unsigned("id")
            model = try header.wire("model")
            warnings = try header.strings("warnings")
            guard warnings.count <= 16, warnings.allSatisfy({ $0.byteCount <= WireLimits.sentence }) else {
                throw header.fault(.outOfRange, at: "warnings", "at most 16 sentences were expected")
            }
            if let failure: CoreFailure = try header.optionalWire("failure") {
                try Self.expect(0, frame)
                result = .failure(failure)
            } else {
                let name = try header.string("result")
                try Self.expect(1, frame)
                let text = try JSONValue.parse(frame.parts[0], limits: Self.limits)
                var members = try ClosedObject(text)
                result = .success(try CoreResult(name: name, members: &members))
                try members.finish()
            }
            try header.finish()
        } catch {
            throw FrameError(.message, error)
        }
    }

    private static func expect(_ count: Int, _ frame: Frame) throws(JSONError) {
        guard frame.parts.count == count else {
            throw JSONError(
                .outOfRange,
                path: "/parts",
                message: "\(count) parts were expected, found \(frame.parts.count)"
            )
        }
    }

    /// A result of 4096 faces with statistics is about 2 MiB and 100,000 members.
    private static let limits = JSONLimits(maxBytes: FrameLimits.standard.maxPartBytes, maxMembers: 250_000)
}
