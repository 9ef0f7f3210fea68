import Foundation
import Glibc

/// What figures must be read with: the machine, and what else it was doing.
enum Machine {
    /// The processor's name, its cores, and the memory.
    static var description: String {
        let lines =
            (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
        let name = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last.map(String.init)
        let information = ProcessInfo.processInfo
        let memory = information.physicalMemory >> 20
        return "\(name?.trimmingCharacters(in: .whitespaces) ?? "a processor"), "
            + "\(information.activeProcessorCount) cores, \(memory) MiB"
    }

    /// Processes that ran or waited, on average over 1, 5 and 15 minutes.
    static var load: [Double] {
        var averages = [0.0, 0.0, 0.0]
        unsafe _ = getloadavg(&averages, 3)
        return averages
    }

    /// Processor time that a process has taken, in seconds.
    static func processorSeconds(of process: Int32) -> Double? {
        var clock = clockid_t()
        var time = timespec()
        guard unsafe clock_getcpuclockid(process, &clock) == 0, unsafe clock_gettime(clock, &time) == 0 else {
            return nil
        }
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Whether a folder lies in memory, where nothing is durable and a sync costs nothing.
    static func isInMemory(_ folder: String) -> Bool {
        let path = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        let mounts = (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? ""
        var nearest = (place: "", kind: "")
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ").map(String.init)
            guard fields.count > 2, fields[1].utf8.count >= nearest.place.utf8.count else { continue }
            let isAbove = path == fields[1] || fields[1] == "/" || path.hasPrefix(fields[1] + "/")
            if isAbove { nearest = (fields[1], fields[2]) }
        }
        return ["tmpfs", "ramfs"].contains(nearest.kind)
    }
}
