package import CoreProtocol
import GRDB
package import StrictJSON

extension CollectionStore {
    /// The faces nearest to `probe`, at most `most`, each with a cosine of at least `floor`, highest first.
    ///
    /// A face deleted while the search ran is left out. `size` is the number of faces that were searched.
    package func search(
        _ name: CollectionName,
        probe: [Float],
        model: FaceModel,
        most: Int,
        floor: Double
    ) throws(CollectionError) -> (candidates: [FaceCandidate], size: Int) {
        let collection = try collection(name)
        guard collection.matrix.count > 0 else { return ([], 0) }
        try Self.check(collection, name, model)
        try Self.check(probe, model)
        let hits = collection.matrix.search(probe, most: most, floor: floor)
        let candidates = try read { db in
            try hits.compactMap { hit in
                try CollectionDatabase.face(db, row: hit.key).map {
                    FaceCandidate(face: $0, cosine: hit.cosine)
                }
            }
        }
        return (candidates, collection.matrix.count)
    }

    /// As `search`, with an enrolled face as the probe; the face itself is not among the answers.
    package func search(
        _ name: CollectionName,
        faceID: ExactString,
        most: Int,
        floor: Double
    ) throws(CollectionError) -> (candidates: [FaceCandidate], size: Int) {
        let before = try collection(name)
        let key = try read { db in try CollectionDatabase.row(db, of: faceID, in: before.id) }
        let collection = try collection(name)
        guard let key, let row = collection.matrix.keys.firstIndex(of: key) else {
            throw CollectionError(.faceNotFound, "the face `\(faceID)` is not in the collection `\(name)`")
        }
        let found = try search(
            name,
            probe: collection.matrix.template(row: row),
            model: collection.model,
            most: most + 1,
            floor: floor
        )
        let others = found.candidates.filter { $0.face.faceID != faceID }
        return (Array(others.prefix(most)), max(0, found.size - 1))
    }

    /// Faces of a collection in the order of their identifiers, beginning after `after`.
    package func faces(
        in name: CollectionName,
        after: ExactString?,
        limit: Int
    ) throws(CollectionError) -> [StoredFace] {
        let collection = try collection(name)
        let most = min(limit, limits.maxPage)
        return try read { db in
            try CollectionDatabase.faces(db, in: collection.id, after: after?.value ?? "", limit: most)
        }
    }

    /// Those of `faceIDs` that are in the collection, in the order of their identifiers.
    package func faces(
        in name: CollectionName,
        only faceIDs: [ExactString]
    ) throws(CollectionError) -> [StoredFace] {
        let collection = try collection(name)
        return try read { db in
            try Set(faceIDs).sorted().compactMap { faceID in
                guard let key = try CollectionDatabase.row(db, of: faceID, in: collection.id) else {
                    return nil
                }
                return try CollectionDatabase.face(db, row: key)
            }
        }
    }

    private func read<R>(_ body: (Database) throws -> R) throws(CollectionError) -> R {
        do {
            return try database.queue.inDatabase(body)
        } catch let error as CollectionError {
            throw error
        } catch {
            throw CollectionError(.storage, "the collections cannot be read: \(error)")
        }
    }
}
