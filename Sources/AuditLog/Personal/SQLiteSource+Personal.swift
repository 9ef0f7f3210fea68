internal import Foundation
internal import GRDB

extension SQLiteSource {
    /// The encrypted personal values of an entry as they are stored; nil when there are none, or none any more.
    package func sealedPersonal(at index: Int64) throws -> [UInt8]? {
        try read { queries in
            try Data.fetchOne(
                queries.database,
                sql: "SELECT sealed FROM personal WHERE idx = ?",
                arguments: [index]
            ).map(Blob.bytes)
        }
    }
}
