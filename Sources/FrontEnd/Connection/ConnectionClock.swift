internal import NIOCore

/// The two times of one connection, on one timer: the deadline of what it waits for, and its end.
///
/// A deadline changes with every request, so the timer is moved only when it would come too late, and looks again when it
/// comes too early. `Kind` tells what is waited for. Belongs to the connection's event loop.
final class ConnectionClock<Kind> {
    /// Called when a deadline passes.
    var passed: (Kind) -> Void = { _ in }

    private var deadline: (kind: Kind, at: NIODeadline)?
    private var ending: (at: NIODeadline, body: () -> Void)?
    private var timer: (callback: NIOScheduledCallback, at: NIODeadline)?

    /// Sets the deadline, in place of the one before.
    func wait(for kind: Kind, until time: NIODeadline, in context: ChannelHandlerContext) {
        deadline = (kind, time)
        wake(by: time, context.eventLoop)
    }

    /// Leaves the connection without a deadline.
    func waitForNothing() { deadline = nil }

    /// Calls `body` after a time, in place of what was to be called at the end before.
    func end(
        after delay: TimeAmount,
        in context: ChannelHandlerContext,
        _ body: @escaping (ChannelHandlerContext) -> Void
    ) {
        let time = context.eventLoop.now + delay
        ending = (time, { body(context) })
        wake(by: time, context.eventLoop)
    }

    /// Calls `over` when no seconds are left; long lives are measured in pieces of a day.
    func end(
        when secondsLeft: @escaping () -> Int64?,
        in context: ChannelHandlerContext,
        _ over: @escaping () -> Void
    ) {
        guard let left = secondsLeft() else { return }
        guard left > 0 else { return over() }
        end(after: .seconds(min(left, 86_400)), in: context) { [unowned self] in
            end(when: secondsLeft, in: $0, over)
        }
    }

    /// Stops both; nothing is called any more.
    func stop() {
        passed = { _ in }
        deadline = nil
        ending = nil
        timer?.callback.cancel()
        timer = nil
    }

    private func wake(by time: NIODeadline, _ loop: any EventLoop) {
        if let timer {
            if timer.at <= time { return }
            timer.callback.cancel()
        }
        // Held by the loop until it comes or is cancelled. A loop that takes nothing any more closes its connections.
        timer = (try? loop.assumeIsolated().scheduleCallback(at: time, handler: self)).map { ($0, time) }
    }
}

extension ConnectionClock: NIOScheduledCallbackHandler {
    func handleScheduledCallback(eventLoop: some EventLoop) {
        timer = nil
        let now = eventLoop.now
        if let ending, ending.at <= now {
            self.ending = nil
            ending.body()
        }
        if let deadline, deadline.at <= now {
            self.deadline = nil
            passed(deadline.kind)
        }
        if let next = [deadline?.at, ending?.at].compactMap({ $0 }).min() { wake(by: next, eventLoop) }
    }
}
