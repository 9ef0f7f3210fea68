/// Why files do not make a bundle: every problem found, file by file.
package struct BundleError: Error, Hashable, Sendable {
    /// The problems; never empty.
    package let problems: [BundleProblem]

    /// An error of at least one problem.
    init(_ problems: [BundleProblem]) { self.problems = problems }
}

/// One problem of a bundle.
package struct BundleProblem: Hashable, Sendable, CustomStringConvertible {
    /// The file's path within the bundle; empty for the bundle as a whole.
    package let file: String
    /// The place in the file and what is wrong there, or only what is wrong.
    package let message: String

    /// A problem of a file.
    package init(_ file: String, _ message: String) {
        self.file = file
        self.message = message
    }

    /// Place first.
    package var description: String { file.isEmpty ? message : "\(file):\(message)" }
}

extension BundleError: CustomStringConvertible {
    /// The problems, one a line.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
