import AuditLog
import Glibc

/// How much room the audit log has on its file system, against what the log keeps free.
struct DiskRoom {
    private let place: String
    private let freeBytes: Int64
    private let limits = LogLimits()

    /// Looks at the file system of a state folder; nil when that cannot be told.
    init?(of folder: String) {
        var facts = statvfs()
        guard unsafe statvfs(folder, &facts) == 0 else { return nil }
        let (bytes, overflow) = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        place = folder
        freeBytes = overflow ? .max : Int64(clamping: bytes)
    }

    /// Why the gate cannot start here, and what to do; nil when it can.
    var obstacle: String? {
        freeBytes >= limits.diskFloor
            ? nil : "\(standing), \(Self.words(limits.diskFloor)) are needed to record a start; \(remedy)"
    }

    /// Why a gate that starts here refuses every decision, and what to do; nil when it does not.
    var warning: String? {
        freeBytes >= limits.diskReserve
            ? nil
            : "\(standing), every decision is refused (`audit_disk_low`) until \(Self.words(limits.diskReserve)) are; \(remedy)"
    }

    private var standing: String {
        "\(place): the audit log's file system has \(Self.words(freeBytes)) free"
    }

    private var remedy: String { "free some, or move the state folder to a larger disk" }

    private static func words(_ bytes: Int64) -> String { "\(bytes >> 20) MiB" }
}
