/// A collection as it is described.
package struct CollectionDescription: Hashable, Sendable {
    /// Its name.
    package let name: CollectionName
    /// Microseconds since 1970, UTC.
    package let created: Int64
    /// The model of all its templates.
    package let model: FaceModel
    /// Its faces.
    package let faceCount: Int
}
