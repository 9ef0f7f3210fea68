package import Cryptography
package import Decisions
package import StrictJSON
import Synchronization
package import Warrants

/// The courts' status lists, as files in a folder: whoever puts a newer one there revokes at once.
///
/// Looked at on every question, and read again only when a file changed. One for the whole process: the newest moment seen
/// of each list outlives policy sets and, through the log, restarts, so that an older list never comes back. A file
/// whose replacement cannot be accepted makes its list unknown, and with it every warrant on that list.
package final class StatusFolder: StatusSource {
    private struct State: Sendable {
        var trust: TrustList
        var lists: StatusLists
        var newest: [ExactString: Timestamp]
        var files: [String: KnownFile] = [:]
        var isReadable = true
    }

    private struct KnownFile: Sendable {
        var stamp: FileStamp?
        var list: ExactString?
        var isAccepted: Bool
    }

    private let path: String
    private let complain: @Sendable (String) -> Void
    private let accepted: @Sendable (WarrantRevokedRecord) -> Void
    private let state: Mutex<State>

    /// A source that reads every `*.jwt` of a folder.
    ///
    /// `newest` says what was seen before, by the list's URI; `accepted` hears of every list taken into use.
    package init(
        path: String,
        newest: [ExactString: Timestamp] = [:],
        complain: @escaping @Sendable (String) -> Void,
        accepted: @escaping @Sendable (WarrantRevokedRecord) -> Void = { _ in }
    ) {
        self.path = path
        self.complain = complain
        self.accepted = accepted
        state = Mutex(State(trust: .empty, lists: StatusLists(newest: newest), newest: newest))
    }

    /// Judges lists by another policy set's courts from now on; what was newest stays so.
    package func trust(_ trust: TrustList) {
        state.withLock { state in
            state.trust = trust
            state.lists = StatusLists(newest: state.newest)
            state.files = [:]
        }
    }

    package func status(issuer: ExactString, list: ExactString, index: Int64, now: Timestamp) -> WarrantStatus
    {
        state.withLock { state in
            refresh(&state, now: now)
            guard state.isReadable else { return .unknown("the folder of status lists cannot be read") }
            guard !state.files.values.contains(where: { $0.list == list && !$0.isAccepted }) else {
                return .unknown("the replacement of this warrant's status list cannot be accepted")
            }
            return state.lists.status(issuer: issuer, list: list, index: index, now: now)
        }
    }

    private func refresh(_ state: inout State, now: Timestamp) {
        guard let names = FileBytes.names(in: path) else {
            state.isReadable = false
            return
        }
        state.isReadable = true
        for name in names where name.hasSuffix(".jwt") {
            let stamp = FileStamp(path: "\(path)/\(name)")
            let known = state.files[name]
            // A file that was not accepted is tried again at each question: it may have been of the future.
            if let known, known.isAccepted, known.stamp == stamp { continue }
            take(name, stamp, known, into: &state, now: now)
        }
    }

    private func take(
        _ name: String,
        _ stamp: FileStamp?,
        _ known: KnownFile?,
        into state: inout State,
        now: Timestamp
    ) {
        let file = "\(path)/\(name)"
        do {
            let token = try FileBytes.read(file, atMost: 4 << 20)
            let taken = try state.lists.accept(token, trust: state.trust, now: now)
            let list = taken.list
            state.files[name] = KnownFile(stamp: stamp, list: list.uri, isAccepted: true)
            guard taken.isNew, state.newest[list.uri] != list.issuedAt else { return }
            state.newest[list.uri] = list.issuedAt
            accepted(
                WarrantRevokedRecord(
                    list: list.uri,
                    issuedAt: list.issuedAt,
                    digest: taken.digest,
                    revoked: Int64(list.revokedCount)
                )
            )
        } catch {
            state.files[name] = KnownFile(stamp: stamp, list: known?.list, isAccepted: false)
            if known == nil || known?.stamp != stamp || known?.isAccepted == true {
                complain("\(file): status list not accepted: \(error)")
            }
        }
    }
}
