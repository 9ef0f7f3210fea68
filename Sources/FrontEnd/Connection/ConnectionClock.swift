internal import NIOCore

/// The two timers of one connection: the deadline of what it waits for, and its end.
///
/// A deadline changes with every request, so its timer is moved only when it would come too late, and looks again when it
/// comes too early. Belongs to the connection's event loop.
final class ConnectionClock {
    typealias Deadline = HTTPConnectionMachine.Deadline

    /// Called when a deadline passes.
    var passed: (Deadline) -> Void = { _ in }

    private var deadline: (kind: Deadline, at: NIODeadline)?
    private var timer: (task: Scheduled<Void>, at: NIODeadline)?
    private var ending: Scheduled<Void>?

    /// Sets the deadline, nil for none.
    func wait(_ next: (kind: Deadline, time: TimeAmount)?, in context: ChannelHandlerContext) {
        guard let next else {
            deadline = nil
            return
        }
        let at = context.eventLoop.now + next.time
        deadline = (next.kind, at)
        if let timer {
            if timer.at <= at { return }
            timer.task.cancel()
        }
        start(at, context)
    }

    /// Calls `body` after a time, in place of what was to be called at the end before.
    func end(
        after delay: TimeAmount,
        in context: ChannelHandlerContext,
        _ body: @escaping (ChannelHandlerContext) -> Void
    ) {
        ending?.cancel()
        ending = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { body(context) }
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
