package import StrictJSON

/// What a core answers when it did what was asked; one case for each kind of question.
package enum CoreResult: Sendable, Hashable {
    case health(CoreHealth)
    case collectionCreated(CollectionSummary)
    case collectionDeleted
    case collection(CollectionSummary)
    case collections([CollectionSummary])
    case facesIndexed(IndexedFaces)
    case faces(FacePage)
    case facesDeleted(DeletedFaces)
    case matches(SearchResult)
    case comparison(Comparison)
    case facesDetected([DetectedFace])
}

extension CoreResult {
    /// The kind's name on the wire.
    package var name: ExactString {
        switch self {
        case .health: "health"
        case .collectionCreated: "collectionCreated"
        case .collectionDeleted: "collectionDeleted"
        case .collection: "collection"
        case .collections: "collections"
        case .facesIndexed: "facesIndexed"
        case .faces: "faces"
        case .facesDeleted: "facesDeleted"
        case .matches: "matches"
        case .comparison: "comparison"
        case .facesDetected: "facesDetected"
        }
    }

    /// Whether this kind of result answers that operation.
    package func answers(_ operation: CoreOperation) -> Bool {
        switch (operation, self) {
        case (.health, .health), (.createCollection, .collectionCreated),
            (.deleteCollection, .collectionDeleted),
            (.describeCollection, .collection), (.listCollections, .collections),
            (.indexFaces, .facesIndexed),
            (.listFaces, .faces), (.deleteFaces, .facesDeleted), (.searchFaces, .matches),
            (.searchFacesByImage, .matches), (.compareFaces, .comparison), (.detectFaces, .facesDetected):
            true
        default: false
        }
    }

    /// The result's own members.
    var json: JSONObject {
        switch self {
        case .health(let value): value.json
        case .collectionCreated(let value), .collection(let value): value.json
        case .collectionDeleted: [:]
        case .collections(let values): ["collections": .values(values)]
        case .facesIndexed(let value): value.json
        case .faces(let value): value.json
        case .facesDeleted(let value): value.json
        case .matches(let value): value.json
        case .comparison(let value): value.json
        case .facesDetected(let values): ["faces": .values(values)]
        }
    }

    /// Reads a result of a kind.
    init(name: ExactString, members: inout ClosedObject) throws(JSONError) {
        switch name {
        case "health": self = .health(try CoreHealth(reading: &members))
        case "collectionCreated": self = .collectionCreated(try CollectionSummary(reading: &members))
        case "collectionDeleted": self = .collectionDeleted
        case "collection": self = .collection(try CollectionSummary(reading: &members))
        case "collections": self = .collections(try members.wires("collections"))
        case "facesIndexed": self = .facesIndexed(try IndexedFaces(reading: &members))
        case "faces": self = .faces(try FacePage(reading: &members))
        case "facesDeleted": self = .facesDeleted(try DeletedFaces(reading: &members))
        case "matches": self = .matches(try SearchResult(reading: &members))
        case "comparison": self = .comparison(try Comparison(reading: &members))
        case "facesDetected": self = .facesDetected(try members.wires("faces"))
        default:
            throw JSONError(
                .outOfRange,
                path: "/result",
                message: "unknown kind of result `\(Printable.text(name.value))`"
            )
        }
    }
}
