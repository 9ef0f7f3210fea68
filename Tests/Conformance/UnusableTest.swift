/// A test file that cannot be used.
package struct UnusableTest: Error, CustomStringConvertible {
    /// What is wrong with it.
    package let description: String

    package init(description: String) { self.description = description }
}
