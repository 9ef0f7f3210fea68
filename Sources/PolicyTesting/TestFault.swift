/// What is wrong with a file of tests, at its place.
package struct TestFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file as it was named.
    package let file: String
    /// Where in it; nil for the file as a whole.
    package let place: YAMLPlace?
    /// What is wrong, and what was expected.
    package let message: String

    /// A fault of a file, or of one place in it.
    package init(_ file: String, _ place: YAMLPlace? = nil, _ message: String) {
        self.file = file
        self.place = place
        self.message = message
    }

    /// Place first.
    package var description: String {
        place.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
    }
}

/// Everything that is wrong with tests; never empty.
package struct TestFaults: Error, Hashable, Sendable, CustomStringConvertible {
    /// The faults, in the order of files and places.
    package let faults: [TestFault]

    /// An error of at least one fault.
    package init(_ faults: [TestFault]) { self.faults = faults }

    /// One fault a line.
    package var description: String { faults.map(\.description).joined(separator: "\n") }
}
