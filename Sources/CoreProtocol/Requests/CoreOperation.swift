package import StrictJSON

/// What a core is asked to do.
///
/// Images are JPEG or PNG files as the client sent them. Thresholds are similarities in millionths of a percent (80 is 80,000,000); counts are at most 4096.
package enum CoreOperation: Sendable, Hashable {
    /// Whether the core is ready.
    case health
    /// Adds an empty collection.
    case createCollection(id: ExactString)
    /// Removes a collection with all its faces.
    case deleteCollection(id: ExactString)
    /// Describes a collection.
    case describeCollection(id: ExactString)
    /// Describes all collections.
    case listCollections
    /// Enrols the faces of a picture, the largest first, at most `maxFaces` (nil: as many as the core allows).
    case indexFaces(
        collection: ExactString,
        image: [UInt8],
        externalImageID: ExactString?,
        maxFaces: Int?,
        qualityFilter: QualityFilter
    )
    /// Lists faces in the order of their identifiers after `after`; only those of `faceIDs` unless that is empty.
    case listFaces(collection: ExactString, after: ExactString?, limit: Int, faceIDs: [ExactString])
    /// Removes faces.
    case deleteFaces(collection: ExactString, faceIDs: [ExactString])
    /// Searches with an enrolled face.
    case searchFaces(collection: ExactString, faceID: ExactString, threshold: Int64, maxFaces: Int)
    /// Searches with the largest face of a picture.
    case searchFacesByImage(
        collection: ExactString,
        image: [UInt8],
        threshold: Int64,
        maxFaces: Int,
        qualityFilter: QualityFilter
    )
    /// Compares the largest face of the source with the faces of the target.
    case compareFaces(source: [UInt8], target: [UInt8], threshold: Int64, qualityFilter: QualityFilter)
    /// Finds the faces of a picture.
    case detectFaces(image: [UInt8])
}

extension CoreOperation {
    /// The operation's name on the wire.
    package var name: ExactString {
        switch self {
        case .health: "health"
        case .createCollection: "createCollection"
        case .deleteCollection: "deleteCollection"
        case .describeCollection: "describeCollection"
        case .listCollections: "listCollections"
        case .indexFaces: "indexFaces"
        case .listFaces: "listFaces"
        case .deleteFaces: "deleteFaces"
        case .searchFaces: "searchFaces"
        case .searchFacesByImage: "searchFacesByImage"
        case .compareFaces: "compareFaces"
        case .detectFaces: "detectFaces"
        }
    }

    /// The images, in the order in which they travel as parts.
    package var images: [[UInt8]] {
        switch self {
        case .indexFaces(_, let image, _, _, _), .searchFacesByImage(_, let image, _, _, _),
            .detectFaces(let image):
            [image]
        case .compareFaces(let source, let target, _, _): [source, target]
        default: []
        }
    }

    /// The name of the collection that the operation concerns.
    package var collection: ExactString? {
        switch self {
        case .health, .listCollections, .compareFaces, .detectFaces: nil
        case .createCollection(let id), .deleteCollection(let id), .describeCollection(let id): id
        case .indexFaces(let id, _, _, _, _), .listFaces(let id, _, _, _), .deleteFaces(let id, _),
            .searchFaces(let id, _, _, _), .searchFacesByImage(let id, _, _, _, _):
            id
        }
    }
}

extension CoreOperation: CustomStringConvertible {
    /// The name, the collection and the sizes of the images: a picture never reaches a log or a message.
    package var description: String {
        let parts = [collection?.value].compactMap(\.self) + images.map { "\($0.count) bytes" }
        return "\(name)(\(parts.joined(separator: ", ")))"
    }
}
