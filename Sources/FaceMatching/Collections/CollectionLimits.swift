/// How much the collections may hold.
package struct CollectionLimits: Hashable, Sendable {
    /// Collections in all.
    package var maxCollections = 10_000
    /// Faces in all collections together; each takes 520 bytes of memory.
    package var maxFaces = 2_000_000
    /// Faces or names in one answer.
    package var maxPage = 4096

    /// The limits in force unless told.
    package static let standard = CollectionLimits()
}
