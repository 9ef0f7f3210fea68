internal import StrictJSON

extension CoreOperation {
    /// The members of the header that belong to the operation; images are not among them.
    var arguments: JSONObject {
        var object: JSONObject = [:]
        object.append("collection", ifPresent: collection.map { .string($0) })
        switch self {
        case .health, .createCollection, .deleteCollection, .describeCollection, .listCollections,
            .detectFaces:
            break
        case .indexFaces(_, _, let externalImageID, let maxFaces, let qualityFilter):
            object.append("externalImageID", ifPresent: externalImageID.map { .string($0) })
            object.append("maxFaces", ifPresent: maxFaces.map { .integer($0) })
            object.append("qualityFilter", .string(ExactString(qualityFilter.rawValue)))
        case .listFaces(_, let after, let limit, let faceIDs):
            object.append("after", ifPresent: after.map { .string($0) })
            object.append("limit", .integer(limit))
            object.append("faceIDs", .strings(faceIDs))
        case .deleteFaces(_, let faceIDs):
            object.append("faceIDs", .strings(faceIDs))
        case .searchFaces(_, let faceID, let threshold, let maxFaces):
            object.append("faceID", .string(faceID))
            object.append("threshold", .integer(threshold))
            object.append("maxFaces", .integer(maxFaces))
        case .searchFacesByImage(_, _, let threshold, let maxFaces, let qualityFilter):
            object.append("threshold", .integer(threshold))
            object.append("maxFaces", .integer(maxFaces))
            object.append("qualityFilter", .string(ExactString(qualityFilter.rawValue)))
        case .compareFaces(_, _, let threshold, let qualityFilter):
            object.append("threshold", .integer(threshold))
            object.append("qualityFilter", .string(ExactString(qualityFilter.rawValue)))
        }
        return object
    }

    /// Reads the operation of a name: its arguments, and exactly as many images as it takes.
    init(
        name: ExactString,
        arguments: inout ClosedObject,
        images: [[UInt8]]
    ) throws(JSONError) {
        func image(_ index: Int = 0, of count: Int = 1) throws(JSONError) -> [UInt8] {
            guard images.count == count else { throw Self.miscounted(name, count, images) }
            return images[index]
        }
        switch name {
        case "health": self = .health
        case "createCollection": self = .createCollection(id: try arguments.collection())
        case "deleteCollection": self = .deleteCollection(id: try arguments.collection())
        case "describeCollection": self = .describeCollection(id: try arguments.collection())
        case "listCollections": self = .listCollections
        case "indexFaces":
            self = .indexFaces(
                collection: try arguments.collection(),
                image: try image(),
                externalImageID: try arguments.optionalText("externalImageID", upTo: WireLimits.name),
                maxFaces: try arguments.has("maxFaces") ? arguments.faceCount("maxFaces") : nil,
                qualityFilter: try arguments.word("qualityFilter")
            )
        case "listFaces":
            self = .listFaces(
                collection: try arguments.collection(),
                after: try arguments.has("after") ? arguments.uuid("after") : nil,
                limit: try arguments.faceCount("limit"),
                faceIDs: try arguments.uuids("faceIDs")
            )
        case "deleteFaces":
            self = .deleteFaces(
                collection: try arguments.collection(),
                faceIDs: try arguments.uuids("faceIDs")
            )
        case "searchFaces":
            self = .searchFaces(
                collection: try arguments.collection(),
                faceID: try arguments.uuid("faceID"),
                threshold: try arguments.integer("threshold", in: WireLimits.percent),
                maxFaces: try arguments.faceCount("maxFaces")
            )
        case "searchFacesByImage":
            self = .searchFacesByImage(
                collection: try arguments.collection(),
                image: try image(),
                threshold: try arguments.integer("threshold", in: WireLimits.percent),
                maxFaces: try arguments.faceCount("maxFaces"),
                qualityFilter: try arguments.word("qualityFilter")
            )
        case "compareFaces":
            self = .compareFaces(
                source: try image(0, of: 2),
                target: try image(1, of: 2),
                threshold: try arguments.integer("threshold", in: WireLimits.percent),
                qualityFilter: try arguments.word("qualityFilter")
            )
        case "detectFaces": self = .detectFaces(image: try image())
        default:
            throw JSONError(
                .outOfRange,
                path: "/operation",
                message: "unknown operation `\(Printable.text(name.value))`"
            )
        }
        guard images.count == self.images.count else { throw Self.miscounted(name, 0, images) }
    }

    private static func miscounted(_ name: ExactString, _ count: Int, _ images: [[UInt8]]) -> JSONError {
        JSONError(
            .outOfRange,
            path: "/parts",
            message: "`\(name)` takes \(count) parts, found \(images.count)"
        )
    }
}

extension ClosedObject {
    fileprivate mutating func collection() throws(JSONError) -> ExactString {
        try text("collection", upTo: WireLimits.name)
    }

    fileprivate mutating func faceCount(_ name: ExactString) throws(JSONError) -> Int {
        Int(try integer(name, in: WireLimits.faces))
    }
}
