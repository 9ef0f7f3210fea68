package import NIOCore

/// Each event as a call that gives what is to be done.
extension HTTPConnectionMachine {
    /// The connection is ready for its first request.
    package mutating func start() -> [Action] { all(.started) }

    /// Bytes came in.
    package mutating func receive(_ bytes: ByteBuffer) -> [Action] { all(.received(bytes)) }

    /// The peer will send nothing more.
    package mutating func endInput() -> [Action] { all(.inputEnded) }

    /// The handler has answered.
    package mutating func answered(_ answer: HTTPAnswer) -> [Action] { all(.answered(answer)) }

    /// The network has taken the answer.
    package mutating func sent() -> [Action] { all(.sent) }

    /// The connection is to end: now when it is idle, else with the next answer.
    package mutating func drain() -> [Action] { all(.drained) }

    /// A deadline passed.
    package mutating func expired(_ passed: Deadline) -> [Action] { all(.expired(passed)) }

    private mutating func all(_ event: Event) -> [Action] {
        take(event)
        var actions: [Action] = []
        while let action = nextAction() { actions.append(action) }
        return actions
    }
}
