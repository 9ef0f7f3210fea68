package import NIOCore
internal import Synchronization

/// Counts connections, in all and those still in their handshake, and knows them for the drain.
package final class ConnectionLedger: Sendable {
    /// The requests in hand on all connections, and on those that are gone.
    package let requests = RequestLedger()

    private let state = Mutex(State())

    /// A ledger without connections.
    package init() {}

    private struct State {
        var channels: [ObjectIdentifier: (channel: any Channel, isProven: Bool)] = [:]
        var unproven = 0
        var isDraining = false
    }

    /// Takes a channel in, or refuses it when there are as many as the limit already.
    package func open(_ channel: any Channel, limit: Int) -> Bool {
        open(channel, limit: limit, unproven: .max)
    }

    /// The same for one whose client has still to prove who it is, with a limit on these too.
    package func open(_ channel: any Channel, limit: Int, unproven: Int) -> Bool {
        state.withLock { state in
            guard !state.isDraining, state.channels.count < limit, state.unproven < unproven else {
                return false
            }
            state.channels[ObjectIdentifier(channel)] = (channel, false)
            state.unproven += 1
            return true
        }
    }

    /// The client of a channel has proved who it is.
    package func proven(_ channel: any Channel) {
        state.withLock { state in
            guard state.channels[ObjectIdentifier(channel)]?.isProven == false else { return }
            state.channels[ObjectIdentifier(channel)]?.isProven = true
            state.unproven -= 1
        }
    }

    /// Forgets a channel that has closed.
    package func closed(_ channel: any Channel) {
        state.withLock { state in
            let removed = state.channels.removeValue(forKey: ObjectIdentifier(channel))
            if removed?.isProven == false { state.unproven -= 1 }
        }
    }

    /// Takes no channel in any more, and gives those that are open: none is missed that was being accepted meanwhile.
    package func drain() -> [any Channel] {
        state.withLock { state in
            state.isDraining = true
            return state.channels.values.map(\.channel)
        }
    }

    /// Whether no channel is taken in any more.
    package var isDraining: Bool { state.withLock { $0.isDraining } }

    /// The open channels.
    package var channels: [any Channel] { state.withLock { $0.channels.values.map(\.channel) } }

    /// How many channels are open.
    package var count: Int { state.withLock { $0.channels.count } }
}
