import CoreProtocol
import FaceMatching
import Glibc
import Synchronization

/// Threads that each take a request, answer it, and take the next, until there are no more.
///
/// Plain threads: neither the task pool nor dispatch queues are used after the lockdown, since both look at files.
final class ServingThreads: Sendable {
    private let count: Int
    private let service: CoreService
    private let channel: RequestChannel
    private let processorSeconds: UInt64
    private let failure = Mutex<(any Error)?>(nil)

    /// Threads over a service and a channel; each request may use `processorSeconds` of the whole process.
    init(count: Int, _ service: CoreService, _ channel: RequestChannel, processorSeconds: UInt64) {
        self.count = count
        self.service = service
        self.channel = channel
        self.processorSeconds = processorSeconds
    }

    /// Runs until the socket is closed; throws the first error of any thread.
    func run() throws {
        var threads: [pthread_t] = []
        for _ in 1..<count {
            var thread = pthread_t()
            let context = unsafe Unmanaged.passRetained(self).toOpaque()
            let status = unsafe pthread_create(
                &thread,
                nil,
                { context in
                    if let context = unsafe context {
                        unsafe Unmanaged<ServingThreads>.fromOpaque(context).takeRetainedValue().serve()
                    }
                    return nil
                },
                context
            )
            guard status == 0 else {
                unsafe Unmanaged<ServingThreads>.fromOpaque(context).release()
                throw StartupError("a thread cannot be started: \(Lockdown.message(status))")
            }
            threads.append(thread)
        }
        serve()
        for thread in threads { pthread_join(thread, nil) }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private func serve() {
        do {
            while let request = try channel.next() {
                try Lockdown.allow(processorSeconds: processorSeconds)
                let reply = service.answer(request)
                try channel.send(reply)
                // Only the thread that told of the failure ends the process: another one might be faster than it.
                guard case .failure(let failure) = reply.result, failure.code == .notReady else { continue }
                guard !service.hasFailed else { throw StartupError("the collections' storage failed") }
            }
        } catch {
            failure.withLock { if $0 == nil { $0 = error } }
            // The other threads may be waiting for input that never comes: the process is of no more use.
            Message.write("error: \(error)")
            exit(1)
        }
    }
}
