import AuditLog
import Broker

/// Where a log's index lies unless somebody says otherwise.
enum IndexPath {
    /// In a folder that is given as the log, else beside the file.
    static func beside(_ path: String) -> String {
        let folder = FileBytes.names(in: path) == nil ? FileBytes.folder(of: path) : path
        return "\(folder)/\(LogIndex.fileName)"
    }
}
