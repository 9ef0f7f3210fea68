internal import GRDB

extension LogTransaction {
    /// Whether the personal values of an entry are kept.
    func hasPersonal(_ index: Int64) throws -> Bool {
        let statement = try database.cachedStatement(sql: "SELECT 1 FROM personal WHERE idx = ?")
        return try Int64.fetchOne(statement, arguments: [index]) != nil
    }

    /// Destroys the personal values of an entry with their keys; `secure_delete` overwrites what they lay in.
    func erasePersonal(_ index: Int64) throws {
        try database.cachedStatement(sql: "DELETE FROM personal WHERE idx = ?").execute(arguments: [index])
    }
}
