package import StrictJSON

/// Why a request of a known operation is refused before any policy is asked.
package struct RequestFault: Hashable, Sendable {
    /// The reason, such as `invalid_request`.
    package let reason: ReasonCode
    /// The protocol's name of the error, such as `InvalidParameterException`; an ASCII identifier.
    package let code: ExactString

    /// A fault of a reason and a protocol's error name.
    package init(reason: ReasonCode, code: ExactString) {
        self.reason = reason
        self.code = code
    }
}

extension RequestFault: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        reason = try object.word("reason")
        code = try object.string("code")
    }

    package var json: JSONObject { ["reason": reason.json, "code": .string(code)] }
}
