import CoreProtocol
import Foundation
import GRDB
import StrictJSON

extension CollectionDatabase {
    /// A collection's row.
    struct StoredCollection {
        let id: Int64
        let name: CollectionName
        let created: Int64
        let model: FaceModel
    }

    /// Every collection.
    static func collections(_ db: Database) throws -> [StoredCollection] {
        let sql = "SELECT id, name, created, model, version, dimensions FROM collections ORDER BY id"
        return try Row.fetchAll(db, sql: sql).map { row in
            guard let name = CollectionName(row[1]), let dimensions = row[5] as Int?, dimensions > 0 else {
                throw CollectionError(
                    .storage,
                    "the database holds a collection with an invalid name or model"
                )
            }
            let model = FaceModel(name: row[3], version: row[4], dimensions: dimensions)
            return StoredCollection(id: row[0], name: name, created: row[2], model: model)
        }
    }

    /// Every template, by its collection's row number, in the order of enrolment.
    ///
    /// One pass over the table in the order in which it lies on disk: a look-up for each collection would read
    /// the pages at random.
    static func templates(
        _ db: Database,
        of collections: [StoredCollection]
    ) throws -> [Int64: TemplateMatrix] {
        var matrices: [Int64: TemplateMatrix] = [:]
        for stored in collections {
            matrices[stored.id] = TemplateMatrix(dimensions: stored.model.dimensions)
        }
        let rows = try Row.fetchCursor(db, sql: "SELECT id, collection, template FROM faces ORDER BY id")
        while let row = try rows.next() {
            let (key, collection): (Int64, Int64) = (row[0], row[1])
            let isSound = try row.withUnsafeData(atIndex: 2) { data in
                data.map { data in
                    unsafe data.withUnsafeBytes { bytes in
                        unsafe matrices[collection]?.append(stored: bytes, key: key) ?? false
                    }
                } ?? false
            }
            guard isSound else {
                throw CollectionError(
                    .storage,
                    "the database holds a template of the wrong size in face \(key)"
                )
            }
        }
        return matrices
    }

    /// Adds a collection and answers its row's number.
    static func insertCollection(
        _ db: Database,
        name: CollectionName,
        created: Int64,
        model: FaceModel
    ) throws -> Int64 {
        try db.execute(
            sql: "INSERT INTO collections (name, created, model, version, dimensions) VALUES (?, ?, ?, ?, ?)",
            arguments: [name.text, created, model.name, model.version, model.dimensions]
        )
        return db.lastInsertedRowID
    }

    /// Adds a face and answers its row's number.
    static func insertFace(
        _ db: Database,
        collection: Int64,
        _ face: StoredFace,
        template: [Float]
    ) throws -> Int64 {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO faces (collection, face_id, image_id, external_image_id, box_left, box_top, box_width,
                    box_height, confidence, template) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        let stored = template.flatMap { number in
            let bits = number.bitPattern
            return [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bits >> UInt32($0)) }
        }
        try statement.execute(
            arguments: [
                collection, face.faceID.value, face.imageID.value, face.externalImageID?.value, face.box.left,
                face.box.top,
                face.box.width, face.box.height, face.confidence, Data(stored),
            ]
        )
        return db.lastInsertedRowID
    }

    /// The face in a row, if it is there still.
    static func face(_ db: Database, row key: Int64) throws -> StoredFace? {
        let statement = try db.cachedStatement(sql: "SELECT \(faceColumns) FROM faces WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [key]).map(face)
    }

    /// The row of a face in a collection.
    static func row(_ db: Database, of faceID: ExactString, in collection: Int64) throws -> Int64? {
        let sql = "SELECT id FROM faces WHERE collection = ? AND face_id = ?"
        return try Int64.fetchOne(db, sql: sql, arguments: [collection, faceID.value])
    }

    /// Faces of a collection in the order of their identifiers, after `after`.
    static func faces(
        _ db: Database,
        in collection: Int64,
        after: String,
        limit: Int
    ) throws -> [StoredFace] {
        let sql = """
            SELECT \(faceColumns) FROM faces WHERE collection = ? AND face_id > ? ORDER BY face_id LIMIT ?
            """
        return try Row.fetchAll(db, sql: sql, arguments: [collection, after, limit]).map(face)
    }

    /// Gives an empty collection another model.
    static func setModel(_ db: Database, of collection: Int64, _ model: FaceModel) throws {
        try db.execute(
            sql: "UPDATE collections SET model = ?, version = ?, dimensions = ? WHERE id = ?",
            arguments: [model.name, model.version, model.dimensions, collection]
        )
    }

    /// Removes the write-ahead log's content, which holds what was deleted, from the disk.
    static func truncateLog(_ db: Database) throws {
        try db.checkpoint(.truncate)
    }

    private static let faceColumns =
        "face_id, image_id, external_image_id, box_left, box_top, box_width, box_height, confidence"

    private static func face(_ row: Row) -> StoredFace {
        StoredFace(
            faceID: ExactString(row[0]),
            imageID: ExactString(row[1]),
            externalImageID: (row[2] as String?).map { ExactString($0) },
            box: BoundingBox(left: row[3], top: row[4], width: row[5], height: row[6]),
            confidence: row[7]
        )
    }
}
