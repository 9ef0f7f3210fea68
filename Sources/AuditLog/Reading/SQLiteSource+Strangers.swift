internal import GRDB

/// What no verification would otherwise look at: tables and rows that no log has.
extension SQLiteSource {
    /// Whatever in the database has no place in a log of so many entries, or of those that a writer has added since; rows are
    /// only looked at where the tables are a log's.
    ///
    /// - Complexity: O(size / 256), the number of tiles.
    func strangers(inLogOf size: Int64) throws -> [Finding] {
        do {
            return try read { queries in
                let differences = try LogSchema.differences(in: queries.database).map { words in
                    Finding(
                        .file,
                        field: path,
                        expected: "the tables of a log and nothing else",
                        found: words
                    )
                }
                guard differences.isEmpty else { return differences }
                return try Self.strayRows(queries, inLogOf: max(size, queries.size()))
            }
        } catch let error as DatabaseError {
            return [Finding(.file, field: path, expected: "readable tables", found: "\(error)")]
        }
    }

    private static func strayRows(_ queries: LogQueries, inLogOf size: Int64) throws -> [Finding] {
        let places = [
            ("entry", "idx", "idx < 0", "no row below 0"),
            ("checkpoint", "size", "size < 1", "no row below 1"),
            ("personal", "idx", "idx < 0 OR idx >= \(size)", "no row but those of entries"),
            // A full tile stands for 256 entries, or for as many full tiles of the level below.
            (
                "tile", "id",
                "id < 0 OR id >> 56 > 6 OR id & ((1 << 56) - 1) >= \(size) >> (8 * ((id >> 56) + 1))",
                "no row but those of full tiles"
            ),
        ]
        return try places.flatMap { table, key, isStray, expected in
            try queries.keys(key, of: table, where: isStray).map { row in
                Finding(.table, field: table, expected: expected, found: "row \(row)")
            }
        }
    }
}
