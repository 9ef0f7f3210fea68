import Foundation

/// The processes that a process has started.
package enum ChildProcesses {
    /// Those that any thread of a process has started, as the kernel lists them; none when it has ended.
    package static func of(_ process: Int32) -> [Int32] {
        let threads = "/proc/\(process)/task"
        return ((try? FileManager.default.contentsOfDirectory(atPath: threads)) ?? []).flatMap { thread in
            let list = try? String(contentsOfFile: "\(threads)/\(thread)/children", encoding: .utf8)
            return (list ?? "").split(separator: " ").compactMap { Int32($0) }
        }
    }
}
