package import Cryptography
package import StrictJSON
import Synchronization
package import Warrants

/// The courts' status lists, as files in a folder: whoever puts a newer one there revokes at once.
///
/// Looked at on every question, and read again only when a file changed. A file that cannot be accepted leaves what is
/// known in force; when that ages past its limit, warrants that depend on it are refused (`status_unknown`).
package final class StatusFolder: StatusSource {
    private struct State: Sendable {
        var lists: StatusLists
        var seen: [String: FileStamp] = [:]
    }

    private let path: String
    private let trust: TrustList
    private let complain: @Sendable (String) -> Void
    private let state: Mutex<State>

    /// A source that reads every `*.jwt` of a folder.
    package init(path: String, trust: TrustList, complain: @escaping @Sendable (String) -> Void) {
        self.path = path
        self.trust = trust
        self.complain = complain
        state = Mutex(State(lists: StatusLists()))
    }

    package func status(issuer: ExactString, list: ExactString, index: Int64, now: Timestamp) -> WarrantStatus
    {
        state.withLock { state in
            refresh(&state, now: now)
            return state.lists.status(issuer: issuer, list: list, index: index, now: now)
        }
    }

    private func refresh(_ state: inout State, now: Timestamp) {
        for name in FileBytes.names(in: path) where name.hasSuffix(".jwt") {
            let file = "\(path)/\(name)"
            let stamp = FileStamp(path: file)
            if state.seen[name] == stamp { continue }
            state.seen[name] = stamp
            do {
                try state.lists.accept(try FileBytes.read(file, atMost: 4 << 20), trust: trust, now: now)
            } catch {
                complain("\(file): status list not accepted: \(error)")
            }
        }
    }
}
