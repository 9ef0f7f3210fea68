/// The answer to one request; length, date and connection fields are the front end's to add.
package struct HTTPAnswer: Hashable, Sendable {
    /// The status, 200 to 599.
    package let status: Int

    /// The fields, without `content-length`, `date`, `connection` and `transfer-encoding`.
    package let fields: [HeaderField]

    /// The body; not sent in answer to HEAD.
    package let body: [UInt8]

    package init(status: Int, fields: [HeaderField] = [], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

extension HTTPAnswer {
    /// Whether the status allows a body (RFC 9110, 6.4.1).
    var mayHaveBody: Bool { status != 204 && status != 304 }

    /// The front end's own answer to a refusal: a small JSON document with the code and the reason.
    package init(_ refusal: FrontEndRefusal) {
        var fields = [HeaderField("content-type", "application/json")]
        if !refusal.allowed.isEmpty {
            fields.append(HeaderField("allow", refusal.allowed.joined(separator: ", ")))
        }
        if let seconds = refusal.retryAfter { fields.append(HeaderField("retry-after", "\(seconds)")) }
        // The one name that software development kits know for a rate, and wait for.
        let type = refusal.code == .rateExceeded ? "ThrottlingException" : refusal.code.rawValue
        let text = "{\"__type\":\"\(type)\",\"Message\":\"\(Self.escaped(refusal.detail))\"}"
        self.init(status: refusal.code.status, fields: fields, body: Array(text.utf8))
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..<" ": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
