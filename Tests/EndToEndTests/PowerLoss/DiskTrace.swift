import Foundation

/// What a process asked the kernel to do to the files of a log, and which decisions it forwarded, in order.
///
/// Read from a trace of system calls (`strace -f -y`) that names whole buffers. Files are called by their last name; a write
/// counts from when its call begins, everything else from when it has ended.
struct DiskTrace {
    enum Event {
        case write(file: String, at: Int, bytes: [UInt8])
        case resize(file: String, to: Int)
        case create(file: String)
        case remove(file: String)
        /// The sync of a file, which covers the events before the one with this number.
        case sync(file: String, before: Int)
        /// The sync of the folder, which covers the names made or removed before the event with this number.
        case syncFolder(before: Int)
        case forward([Int])
    }

    /// What happened.
    private(set) var events: [Event] = []

    private let folder: String
    private let forwards: String

    /// Reads a trace: `folder` is that of the log, `forwards` the file that stands for the way to the core.
    init(trace: String, folder: String, forwards: String) {
        self.folder = folder
        self.forwards = forwards
        var unfinished: [Substring: (call: Substring, begun: Int)] = [:]
        for line in trace.split(separator: "\n") {
            let thread = line.prefix { $0 != " " }
            let call = line.dropFirst(thread.count).drop { $0 == " " }
            if call.hasSuffix(TracedResult.unfinished) {
                let whole = call.dropLast(TracedResult.unfinished.count)
                unfinished[thread] = (whole, events.count)
                begin(whole)
            } else if call.hasPrefix("<... ") {
                guard let begun = unfinished.removeValue(forKey: thread), TracedResult.succeeded(call) else {
                    continue
                }
                end(begun.call, begun: begun.begun)
            } else if let whole = TracedResult.split(call) {
                let begun = events.count
                begin(whole.call)
                if TracedResult.succeeded(call) { end(whole.call, begun: begun) }
            }
        }
    }

    private mutating func begin(_ call: Substring) {
        if call.hasPrefix("pwrite64("), let file = file(of: call), let bytes = TracedBytes.first(in: call),
            let place = TracedResult.lastNumber(of: call)
        {
            events.append(.write(file: file, at: place, bytes: bytes))
        } else if call.hasPrefix("write("), Self.path(of: call) == forwards,
            let bytes = TracedBytes.first(in: call)
        {
            events.append(.forward(SystemCallOrder.decisions(inFrames: bytes)))
        }
    }

    private mutating func end(_ call: Substring, begun: Int) {
        if call.hasPrefix("fdatasync(") || call.hasPrefix("fsync(") {
            if Self.path(of: call) == folder {
                events.append(.syncFolder(before: begun))
            } else if let file = file(of: call) {
                events.append(.sync(file: file, before: begun))
            }
        } else if call.hasPrefix("ftruncate("), let file = file(of: call),
            let size = TracedResult.lastNumber(of: call)
        {
            events.append(.resize(file: file, to: size))
        } else if call.hasPrefix("openat("), call.contains("O_CREAT"), let file = named(by: call) {
            events.append(.create(file: file))
        } else if call.hasPrefix("unlink("), let file = named(by: call) {
            events.append(.remove(file: file))
        }
    }

    /// The file of the folder that a call's descriptor leads to.
    private func file(of call: Substring) -> String? { Self.path(of: call).flatMap(within) }

    /// The file of the folder that a call's string names.
    private func named(by call: Substring) -> String? {
        TracedBytes.first(in: call).flatMap { within(String(decoding: $0, as: UTF8.self)) }
    }

    private func within(_ path: String) -> String? {
        path.hasPrefix("\(folder)/") ? String(path.dropFirst(folder.count + 1)) : nil
    }

    private static func path(of call: Substring) -> String? {
        guard let start = call.firstIndex(of: "<"), let end = call[start...].firstIndex(of: ">"),
            call[..<start].last?.isNumber == true
        else { return nil }
        return String(call[call.index(after: start)..<end])
    }
}
