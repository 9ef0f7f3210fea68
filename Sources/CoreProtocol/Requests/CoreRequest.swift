internal import StrictJSON

/// One request from the gate to a core.
package struct CoreRequest: Sendable, Hashable {
    /// The gate's number for the request; the reply carries it back.
    package let id: UInt64
    /// The index of the log entry that records the decision to allow it; the core journals it under test.
    package let decision: Int64
    /// What is asked.
    package let operation: CoreOperation

    /// A request that was decided.
    package init(id: UInt64, decision: Int64, operation: CoreOperation) {
        self.id = id
        self.decision = decision
        self.operation = operation
    }
}

extension CoreRequest {
    /// The request as a frame.
    package var frame: Frame {
        var header: JSONObject = ["id": .unsigned(id), "decision": .integer(decision)]
        header.append("operation", .string(operation.name))
        header.append("arguments", .object(operation.arguments))
        return Frame(header: header, parts: operation.images)
    }

    /// Reads a request strictly; anything missing, unknown or out of range is refused.
    package init(frame: Frame) throws(FrameError) {
        do throws(JSONError) {
            var header = ClosedObject(frame.header)
            id = try header.unsigned("id")
            decision = try header.integer("decision", in: -1...WireLimits.count.upperBound)
            let name = try header.string("operation")
            var arguments = try header.object("arguments")
            operation = try CoreOperation(name: name, arguments: &arguments, images: frame.parts)
            try arguments.finish()
            try header.finish()
        } catch {
            throw FrameError(.message, error)
        }
    }
}

extension JSONValue {
    /// An unsigned integer of 64 bits.
    static func unsigned(_ value: UInt64) -> JSONValue {
        JSONNumber(lexeme: String(value)).map { .number($0) } ?? .null
    }
}

extension ClosedObject {
    /// An unsigned integer of 64 bits.
    mutating func unsigned(_ name: ExactString) throws(JSONError) -> UInt64 {
        guard let value = UInt64(try number(name).lexeme) else {
            throw fault(.wrongType, at: name, "an unsigned integer was expected")
        }
        return value
    }
}
