/// Why entities or a context were refused.
package struct EntitiesError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of fault it is.
    package let code: Code
    /// The sentence, place first where there is one.
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = Quoting.printable(description)
    }

    /// The kinds of faults.
    package enum Code: String, Sendable {
        /// The text is not the JSON that was expected.
        case json
        /// A value that the language has no form for, or an extension value that is none.
        case value
        /// A type name that is not in normal form.
        case name
        /// One name with two contents.
        case duplicate
        /// An entity that is its own ancestor.
        case cycle
        /// Hierarchies too long to work out.
        case limit
        /// Data that does not fit the schema.
        case schema
    }
}
