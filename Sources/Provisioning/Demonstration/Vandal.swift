import AuditLog
import Foundation

/// Somebody with an editor: changes one byte in a copy of the log's database.
package enum Vandal {
    /// Copies a database and turns the first digit of the similarity threshold that an entry records into another, in the copy.
    ///
    /// - Returns: the byte's place in the file.
    /// - Throws: `DemonstrationRoot.Failure` when the entry does not lie in one piece in the file.
    package static func changeThreshold(
        of index: Int64,
        in database: String,
        copyingTo copy: String
    ) throws -> Int {
        let leaf = try LogSources.open(database).leaf(at: index).bytes
        var file = try Data(contentsOf: URL(fileURLWithPath: database))
        let member = Data("\"similarityThreshold\":".utf8)
        guard let entry = file.range(of: Data(leaf)),
            let name = file[entry].range(of: member, options: .backwards)
        else {
            throw DemonstrationRoot.Failure(
                description: "\(database): entry \(index) does not lie in one piece there"
            )
        }
        file[name.upperBound] =
            file[name.upperBound] == UInt8(ascii: "8") ? UInt8(ascii: "7") : UInt8(ascii: "8")
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: copy).deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try file.write(to: URL(fileURLWithPath: copy))
        return name.upperBound
    }
}
