internal import GRDB

extension Row {
    /// The value of a column by its place, from 0; throws `DatabaseError` when it is of another type, as only a damaged row's is.
    ///
    /// GRDB's subscripts end the process then.
    func value<Value: DatabaseValueConvertible>(_ column: Int) throws -> Value {
        let stored: DatabaseValue = self[column]
        guard let value = Value.fromDatabaseValue(stored) else {
            throw DatabaseError(
                resultCode: .SQLITE_CORRUPT,
                message: "column \(column) of a row: \(stored.isNull ? "nothing" : "another type of value")"
            )
        }
        return value
    }
}
