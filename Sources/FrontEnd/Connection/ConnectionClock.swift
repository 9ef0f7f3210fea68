internal import NIOCore

/// The two timers of one connection: the deadline of what it waits for, and its end.
///
/// A deadline changes with every request, so its timer is moved only when it would come too late, and looks again when it
/// comes too early. `Kind` tells what is waited for. Belongs to the connection's event loop.
final class ConnectionClock<Kind> {
    /// Called when a deadline passes.
    var passed: (Kind) -> Void = { _ in }

    private var deadline: (kind: Kind, at: NIODeadline)?
    private var timer: (task: Scheduled<Void>, at: NIODeadline)?
    private var ending: Scheduled<Void>?

    /// Sets the deadline, in place of the one before.
    func wait(for kind: Kind, until time: NIODeadline, in context: ChannelHandlerContext) {
        deadline = (kind, time)
        if let timer {
            if timer.at <= time { return }
            timer.task.cancel()
        }
        start(time, context)
    }

    /// Leaves the connection without a deadline.
    func waitForNothing() { deadline = nil }

    /// Calls `body` after a time, in place of what was to be called at the end before.
    func end(
        after delay: TimeAmount,
        in context: ChannelHandlerContext,
        _ body: @escaping (ChannelHandlerContext) -> Void
    ) {
        ending?.cancel()
        ending = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { body(context) }
    }

    /// Calls `over` when no seconds are left; long lives are measured in pieces of a day.
    func end(
        when secondsLeft: @escaping () -> Int64?,
        in context: ChannelHandlerContext,
        _ over: @escaping () -> Void
    ) {
        guard let left = secondsLeft() else { return }
        guard left > 0 else { return over() }
        end(after: .seconds(min(left, 86_400)), in: context) { [weak self] in
            self?.end(when: secondsLeft, in: $0, over)
        }
    }

    /// Stops both; nothing is called any more.
    func stop() {
        passed = { _ in }
        deadline = nil
        timer?.task.cancel()
        timer = nil
        ending?.cancel()
        ending = nil
    }

    private func start(_ at: NIODeadline, _ context: ChannelHandlerContext) {
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: at) { [weak self] in
            guard let self else { return }
            fired(context)
        }
        timer = (task, at)
    }

    private func fired(_ context: ChannelHandlerContext) {
        timer = nil
        guard let deadline else { return }
        if deadline.at > context.eventLoop.now {
            start(deadline.at, context)
        } else {
            self.deadline = nil
            passed(deadline.kind)
        }
    }
}
