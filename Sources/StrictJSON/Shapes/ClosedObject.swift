/// Reads an object whose members are all known: each is taken by name, and what is left at `finish()` is a fault.
///
/// A member that is null is refused by every typed reader; only ``required(_:)`` and ``optional(_:)`` hand it over.
package struct ClosedObject: Sendable {
    /// The object's place as a JSON pointer; empty for the outermost.
    package let path: String
    private let object: JSONObject
    private var asked: Set<ExactString> = []
    private var askedInOrder: [ExactString] = []

    /// Reads an object already at hand.
    package init(_ object: JSONObject, at path: String = "") {
        self.object = object
        self.path = path
    }

    /// Reads a value that must be an object.
    @_disfavoredOverload
    package init(_ value: JSONValue, at path: String = "") throws(JSONError) {
        guard case .object(let object) = value else {
            throw JSONError(.wrongType, path: path, message: "an object was expected, found \(value.kind)")
        }
        self.init(object, at: path)
    }

    /// The value of a member that must be present.
    package mutating func required(_ name: ExactString) throws(JSONError) -> JSONValue {
        guard let value = optional(name) else {
            throw JSONError(.missingMember, path: path, message: "the member `\(name)` is missing")
        }
        return value
    }

    /// The value of a member that may be absent.
    package mutating func optional(_ name: ExactString) -> JSONValue? {
        if asked.insert(name).inserted { askedInOrder.append(name) }
        return object[name]
    }

    /// Ends the reading; throws `unknownMember` when a member was never asked for.
    package func finish() throws(JSONError) {
        guard let stranger = object.members.first(where: { !asked.contains($0.name) }) else { return }
        let shown = Printable.text(stranger.name.value)
        let wish = Suggestion.clause(for: stranger.name, among: askedInOrder)
        throw JSONError(.unknownMember, path: path, message: "unknown member `\(shown)`\(wish)")
    }

    /// The place of a member as a JSON pointer.
    package func path(of name: ExactString) -> String { path + JSONPointer.token(name) }

    /// A fault at a member, for checks that the caller makes itself.
    package func fault(_ code: JSONError.Code, at name: ExactString, _ message: String) -> JSONError {
        JSONError(code, path: path(of: name), message: message)
    }
}
