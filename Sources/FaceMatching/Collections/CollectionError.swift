/// Why a collection could not do what was asked.
package struct CollectionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The closed list of reasons.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// No collection of this name.
        case notFound
        /// A collection of this name is there already.
        case alreadyExists
        /// No such face in this collection.
        case faceNotFound
        /// A collection, or all of them together, would exceed `CollectionLimits`.
        case full
        /// The collection's templates were made with another model.
        case otherModel
        /// A name or template that breaks its format.
        case invalid
        /// The database failed: final, the process must stop and read it anew.
        case storage
    }

    /// What was wrong.
    package let code: Code
    /// Lowercase, no full stop, names in backticks.
    package let message: String

    /// An error with its sentence.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
