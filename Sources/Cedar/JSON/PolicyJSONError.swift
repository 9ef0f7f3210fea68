/// Why policies in JSON were refused.
package struct PolicyJSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sentence, place first where there is one.
    package let description: String

    init(_ description: String) { self.description = Quoting.printable(description) }

    init(_ path: String, _ problem: String) { self.init("\(path.isEmpty ? "/" : path): \(problem)") }
}
