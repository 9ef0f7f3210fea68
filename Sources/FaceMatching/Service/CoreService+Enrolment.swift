import CoreProtocol
import StrictJSON

extension CoreService {
    /// Enrols the faces of a picture, largest first, and tells why others were left out.
    func enrol(
        _ bytes: [UInt8],
        in name: CollectionName,
        external: ExactString?,
        most: Int?,
        filter: QualityFilter
    ) throws(CoreFailure) -> IndexedFaces {
        // Before the picture is decoded: a collection that is not there costs nothing.
        _ = try stored { () throws(CollectionError) in try store.describe(name) }
        var notes: [ExactString] = []
        let picture = try faces(in: bytes, for: .enrolment, filter: filter, "image", &notes)
        let most = min(max(most ?? Self.mostFaces, 0), Self.mostFaces)
        let imageID = ExactString(RandomIdentifier.make())
        let enrolled = picture.faces.prefix(most).map { face in
            let stored = StoredFace(
                faceID: ExactString(RandomIdentifier.make()),
                imageID: imageID,
                externalImageID: external,
                box: face.detail.box,
                confidence: face.detail.confidence
            )
            return (face: stored, template: picture.template(face), detail: face.detail)
        }
        if !enrolled.isEmpty {
            try stored { () throws(CollectionError) in
                try store.enrol(
                    enrolled.map { ($0.face, $0.template) },
                    in: name,
                    model: picture.pipeline.model
                )
            }
        }
        let beyond = picture.faces.dropFirst(most).map { face in
            IndexedFaces.Unindexed(reasons: [.exceedsMaxFaces], detail: face.detail)
        }
        let refused = picture.refused.map { face in
            IndexedFaces.Unindexed(reasons: face.reasons, detail: face.detail)
        }
        return IndexedFaces(
            records: enrolled.map { IndexedFaces.Record(face: $0.face, detail: $0.detail) },
            unindexed: beyond + refused
        )
    }

    /// A page of a collection's faces, or those of a list.
    func page(
        _ name: CollectionName,
        after: ExactString?,
        limit: Int,
        only faceIDs: [ExactString]
    ) throws(CoreFailure) -> FacePage {
        let limit = min(max(1, limit), store.limits.maxPage)
        let faces = try stored { () throws(CollectionError) in
            guard faceIDs.isEmpty else {
                let chosen = try store.faces(in: name, only: faceIDs)
                return after.map { after in chosen.filter { $0.faceID > after } } ?? chosen
            }
            return try store.faces(in: name, after: after, limit: limit + 1)
        }
        let page = Array(faces.prefix(limit))
        return FacePage(faces: page, next: faces.count > limit ? page.last?.faceID : nil)
    }

    /// Removes faces and tells which were there.
    func delete(_ faceIDs: [ExactString], in name: CollectionName) throws(CoreFailure) -> DeletedFaces {
        let deleted = try stored { () throws(CollectionError) in try store.deleteFaces(faceIDs, in: name) }
        let gone = Set(deleted)
        return DeletedFaces(deleted: deleted, notFound: faceIDs.filter { !gone.contains($0) })
    }
}
