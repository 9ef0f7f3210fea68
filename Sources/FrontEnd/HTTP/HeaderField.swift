/// One header field.
///
/// A name that came from outside is ASCII and in lower case, so that comparing names compares bytes. A value is UTF-8
/// without control characters; compare its `utf8` when the answer decides anything.
package struct HeaderField: Hashable, Sendable {
    /// The name.
    package let name: String

    /// The value without surrounding white space.
    package let value: String

    /// A field as given; what cannot be sent is found when an answer is encoded.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
