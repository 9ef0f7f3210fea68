internal import CoreProtocol
internal import StrictJSON

extension ResponseRenderer {
    func created(_ id: ExactString, _ model: ModelIdentity) -> JSONObject {
        [
            "StatusCode": 200, "CollectionArn": .string(Self.resourceName(id)),
            "FaceModelVersion": .string(model.version),
        ]
    }

    func described(_ id: ExactString, _ summary: CollectionSummary) -> JSONObject {
        [
            "FaceCount": .integer(summary.faceCount), "FaceModelVersion": .string(summary.modelVersion),
            "CollectionARN": .string(Self.resourceName(id)),
            "CreationTimestamp": FaceJSON.decimal(summary.created), "UserCount": 0,
        ]
    }

    /// The collections that the client may know of, by name.
    func listed(_ all: [CollectionSummary], after: PagePosition?, limit: Int) -> Body {
        let visible = all.filter { rules.isVisible($0.id) }
        var versions: [ExactString: ExactString] = [:]
        for summary in visible { versions[summary.id] = summary.modelVersion }
        let names = versions.keys.sorted()
        let rest = after.map { $0.rest(of: names) } ?? names[...]
        let page = rest.prefix(limit)
        var object: JSONObject = [
            "CollectionIds": .array(page.map { .string($0) }),
            "FaceModelVersions": .array(page.map { .string(versions[$0] ?? "") }),
        ]
        if page.count < rest.count, let last = page.last {
            object.append("NextToken", token(after: last, in: nil))
        }
        return Body(object: object, count: page.count)
    }

    /// The faces of a collection; what the core adds to what was asked is left out.
    func listed(
        _ page: FacePage,
        _ model: ModelIdentity,
        id: ExactString,
        after: ExactString?,
        limit: Int,
        faceIDs: [ExactString]
    ) -> Body {
        let asked = Set(faceIDs)
        var seen: Set<ExactString> = []
        let faces = page.faces.filter { face in
            seen.insert(face.faceID).inserted && (asked.isEmpty || asked.contains(face.faceID))
                && after.map { $0 < face.faceID } ?? true
        }.prefix(limit)
        var object: JSONObject = [
            "Faces": .array(faces.map { FaceJSON.stored($0, model: model) }),
            "FaceModelVersion": .string(model.version),
        ]
        if page.next != nil || faces.count < page.faces.count, let last = faces.last {
            object.append("NextToken", token(after: last.faceID, in: id))
        }
        return Body(object: object, count: faces.count)
    }

    private static func resourceName(_ id: ExactString) -> ExactString {
        ExactString("abeyance:rekognition:collection/\(id)")
    }
}
