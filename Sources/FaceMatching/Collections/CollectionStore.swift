package import CoreProtocol
import GRDB
package import StrictJSON
import Synchronization

/// The collections: on disk in `collections.sqlite`, and their templates in memory.
///
/// Changes are made in the database first, one at a time, and are durable before memory shows them. Searches run
/// on snapshots and wait for nobody.
package final class CollectionStore: Sendable {
    /// A collection in memory.
    ///
    /// `matrix` holds the same rows as the table, keyed by row number.
    struct Loaded {
        let id: Int64
        let created: Int64
        let model: FaceModel
        var matrix: TemplateMatrix

        /// The same collection, empty, for templates of `model`.
        func adopted(by model: FaceModel) -> Loaded {
            Loaded(
                id: id,
                created: created,
                model: model,
                matrix: TemplateMatrix(dimensions: model.dimensions)
            )
        }
    }

    let database: CollectionDatabase
    let limits: CollectionLimits
    private let loaded: Mutex<[CollectionName: Loaded]>

    /// Opens the database at `path` (created when missing) and reads every template into memory.
    package init(path: String, limits: CollectionLimits = .standard) throws(CollectionError) {
        database = try CollectionDatabase(path: path)
        self.limits = limits
        do {
            let all: [(CollectionName, Loaded)] = try database.queue.inDatabase { db in
                let stored = try CollectionDatabase.collections(db)
                let matrices = try CollectionDatabase.templates(db, of: stored)
                return stored.map { stored in
                    let matrix = matrices[stored.id] ?? TemplateMatrix(dimensions: stored.model.dimensions)
                    let loaded = Loaded(
                        id: stored.id,
                        created: stored.created,
                        model: stored.model,
                        matrix: matrix
                    )
                    return (stored.name, loaded)
                }
            }
            loaded = Mutex(Dictionary(uniqueKeysWithValues: all))
        } catch let error as CollectionError {
            throw error
        } catch {
            throw CollectionError(.storage, "`\(path)` cannot be read: \(error)")
        }
    }

    /// Adds an empty collection for templates of `model`; `now` in microseconds since 1970.
    package func create(
        _ name: CollectionName,
        model: FaceModel,
        now: Int64
    ) throws(CollectionError) -> CollectionDescription {
        try change { db, loaded in
            guard loaded.withLock({ $0[name] }) == nil else {
                throw CollectionError(.alreadyExists, "the collection `\(name)` exists already")
            }
            guard loaded.withLock({ $0.count }) < self.limits.maxCollections else {
                throw CollectionError(
                    .full,
                    "there are \(self.limits.maxCollections) collections, the most allowed"
                )
            }
            let id = try Self.transaction(db) { db in
                try CollectionDatabase.insertCollection(db, name: name, created: now, model: model)
            }
            let matrix = TemplateMatrix(dimensions: model.dimensions)
            loaded.withLock { $0[name] = Loaded(id: id, created: now, model: model, matrix: matrix) }
        }
        return CollectionDescription(name: name, created: now, model: model, faceCount: 0)
    }

    /// Removes a collection with all its faces, on disk too.
    package func delete(_ name: CollectionName) throws(CollectionError) {
        try change { db, loaded in
            let collection = try self.collection(name)
            try Self.transaction(db) { db in
                try db.execute(sql: "DELETE FROM collections WHERE id = ?", arguments: [collection.id])
            }
            loaded.withLock { $0[name] = nil }
            try CollectionDatabase.truncateLog(db)
        }
    }

    /// A collection's description.
    package func describe(_ name: CollectionName) throws(CollectionError) -> CollectionDescription {
        Self.description(name, try collection(name))
    }

    /// Every collection, by name.
    package func list() -> [CollectionDescription] {
        loaded.withLock { all in
            all.map { Self.description($0.key, $0.value) }.sorted { $0.name < $1.name }
        }
    }

    /// Faces in all collections together.
    package var faceCount: Int {
        loaded.withLock { $0.values.reduce(0) { $0 + $1.matrix.count } }
    }

    /// Adds faces with their templates, all or none; durable when it returns.
    ///
    /// An empty collection takes the model of the first faces enrolled, whatever it was made for.
    package func enrol(
        _ faces: [(face: StoredFace, template: [Float])],
        in name: CollectionName,
        model: FaceModel
    ) throws(CollectionError) {
        for (_, template) in faces { try Self.check(template, model) }
        try change { db, loaded in
            let collection = try self.collection(name)
            let isAdopted = collection.matrix.count == 0 && collection.model != model
            if !isAdopted { try Self.check(collection, name, model) }
            guard self.faceCount + faces.count <= self.limits.maxFaces else {
                throw CollectionError(
                    .full,
                    "the collections hold \(self.limits.maxFaces) faces, the most allowed"
                )
            }
            let keys = try Self.transaction(db) { db in
                if isAdopted { try CollectionDatabase.setModel(db, of: collection.id, model) }
                return try faces.map { face, template in
                    try CollectionDatabase.insertFace(db, collection: collection.id, face, template: template)
                }
            }
            loaded.withLock { all in
                if isAdopted { all[name] = collection.adopted(by: model) }
                for (key, (_, template)) in zip(keys, faces) { all[name]?.matrix.append(template, key: key) }
            }
        }
    }

    /// Removes faces, on disk too; answers the identifiers that were there.
    ///
    /// Each may be given once.
    package func deleteFaces(
        _ faceIDs: [ExactString],
        in name: CollectionName
    ) throws(CollectionError) -> [ExactString] {
        try change { db, loaded in
            let collection = try self.collection(name)
            let found = try Self.transaction(db) { db in
                try faceIDs.compactMap { faceID -> (ExactString, Int64)? in
                    guard let row = try CollectionDatabase.row(db, of: faceID, in: collection.id) else {
                        return nil
                    }
                    try db.execute(sql: "DELETE FROM faces WHERE id = ?", arguments: [row])
                    return (faceID, row)
                }
            }
            guard !found.isEmpty else { return [] }
            loaded.withLock { $0[name]?.matrix.remove(Set(found.map(\.1))) }
            try CollectionDatabase.truncateLog(db)
            return found.map(\.0)
        }
    }

    /// Brings the write-ahead log's content into the database file and empties it.
    package func settle() throws(CollectionError) {
        try change { db, _ in try CollectionDatabase.truncateLog(db) }
    }

    /// The collection in memory: a snapshot.
    func collection(_ name: CollectionName) throws(CollectionError) -> Loaded {
        guard let collection = loaded.withLock({ $0[name] }) else {
            throw CollectionError(.notFound, "the collection `\(name)` does not exist")
        }
        return collection
    }

    /// Runs `body` alone: the database's queue is serial, and memory is changed on it and nowhere else.
    private func change<R: Sendable>(
        _ body: @Sendable (Database, borrowing Mutex<[CollectionName: Loaded]>) throws -> R
    ) throws(CollectionError) -> R {
        do {
            return try database.queue.inDatabase { db in try body(db, loaded) }
        } catch let error as CollectionError {
            throw error
        } catch {
            throw CollectionError(.storage, "the collections cannot be written: \(error)")
        }
    }

    private static func transaction<R>(_ db: Database, _ body: (Database) throws -> R) throws -> R {
        var result: R?
        try db.inTransaction(.immediate) {
            result = try body(db)
            return .commit
        }
        guard let result else { throw CollectionError(.storage, "the transaction gave no result") }
        return result
    }

    static func check(
        _ collection: Loaded,
        _ name: CollectionName,
        _ model: FaceModel
    ) throws(CollectionError) {
        guard collection.model == model else {
            let (theirs, ours) = (collection.model, model)
            throw CollectionError(
                .otherModel,
                """
                the collection `\(name)` holds templates of \(theirs.name) \(theirs.version), \
                not of \(ours.name) \(ours.version): enrol the faces again in a new collection
                """
            )
        }
    }

    static func check(_ template: [Float], _ model: FaceModel) throws(CollectionError) {
        guard template.count == model.dimensions else {
            throw CollectionError(
                .invalid,
                "a template has \(template.count) numbers, expected \(model.dimensions)"
            )
        }
        let norm = template.reduce(0.0) { $0 + Double($1) * Double($1) }
        guard norm.isFinite, abs(norm - 1) < 1e-3 else {
            throw CollectionError(.invalid, "a template is not of unit length")
        }
    }

    private static func description(_ name: CollectionName, _ loaded: Loaded) -> CollectionDescription {
        CollectionDescription(
            name: name,
            created: loaded.created,
            model: loaded.model,
            faceCount: loaded.matrix.count
        )
    }
}
