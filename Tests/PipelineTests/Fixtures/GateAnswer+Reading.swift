import Pipeline
import StrictJSON

extension GateAnswer {
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON.
    var json: JSONValue { get throws { try JSONValue.parse(body) } }

    /// The error's name in the body.
    var type: ExactString? { get throws { try json["__type"]?.string } }

    /// The error's sentence.
    var message: String { get throws { try json["Message"]?.string?.value ?? "" } }

    /// A header field's value.
    func field(_ name: String) -> String? { fields.first { $0.name.utf8.elementsEqual(name.utf8) }?.value }

    /// The similarities released, as written.
    var similarities: [String] {
        get throws {
            try json["FaceMatches"]?.array?.compactMap { $0["Similarity"]?.number?.lexeme } ?? []
        }
    }
}
