package import NIOCore
internal import Synchronization

/// Counts connections, in all and for each organisation, and knows them for the drain.
package final class ConnectionLedger: Sendable {
    /// The requests in hand on all connections, and on those that are gone.
    package let requests = RequestLedger()

    private let state = Mutex(State())

    /// A ledger without connections.
    package init() {}

    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var organisations: [String: Int] = [:]
    }

    /// Takes a channel in, or refuses it when there are as many as the limit already.
    package func open(_ channel: any Channel, limit: Int) -> Bool {
        state.withLock { state in
            guard state.channels.count < limit else { return false }
            state.channels[ObjectIdentifier(channel)] = channel
            return true
        }
    }

    /// Forgets a channel that has closed.
    package func closed(_ channel: any Channel) {
        state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// Counts a connection of an organisation; false when it has more than the limit with this one.
    package func enter(_ organisation: String, limit: Int) -> Bool {
        state.withLock { state in
            state.organisations[organisation, default: 0] += 1
            return state.organisations[organisation, default: 0] <= limit
        }
    }

    /// Uncounts a connection of an organisation.
    package func leave(_ organisation: String) {
        state.withLock { state in
            let left = (state.organisations[organisation] ?? 1) - 1
            state.organisations[organisation] = left > 0 ? left : nil
        }
    }

    /// The open channels.
    package var channels: [any Channel] { state.withLock { Array($0.channels.values) } }
}
