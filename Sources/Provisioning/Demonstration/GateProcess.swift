import Foundation
import StrictJSON
import Synchronization

/// The real gate as a child process: `abeyance serve`, on a port that the system chose.
final class GateProcess: Sendable {
    /// The address that its first line says.
    let address: String
    /// The log's name.
    let origin: String
    /// The file with what it wrote to standard error.
    let log: String
    private let process: Mutex<Process>
    private let number: Int32

    private init(_ process: sending Process, address: String, origin: String, log: String) {
        number = process.processIdentifier
        self.process = Mutex(process)
        self.address = address
        self.origin = origin
        self.log = log
    }

    /// Serves from a working folder; returns when the gate says that it listens.
    ///
    /// - Throws: `DemonstrationRoot.Failure` with the gate's own words when it does not come up.
    static func start(_ program: String, folder: String) throws -> GateProcess {
        let log = "\(folder)/serve.log"
        try Data().write(to: URL(fileURLWithPath: log))
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["serve", "--config", "\(folder)/abeyance.yaml", "--port", "0"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try process.run()
        guard let line = firstLine(of: output.fileHandleForReading), let ready = try? JSONValue.parse(line),
            let address = ready["listening"]?.string?.value, let origin = ready["origin"]?.string?.value
        else {
            process.terminate()
            process.waitUntilExit()
            let words = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw DemonstrationRoot.Failure(description: "the gate did not start:\n\(words)")
        }
        return GateProcess(process, address: address, origin: origin, log: log)
    }

    /// Asks it to stop by SIGTERM, waits until it has, and returns its exit code.
    func stop() -> Int32 {
        process.withLock { process in
            if process.isRunning { process.terminate() }
            process.waitUntilExit()
            return process.terminationReason == .exit
                ? process.terminationStatus : 128 + process.terminationStatus
        }
    }

    /// Asks it to stop, and does not wait.
    func abandon() { kill(number, SIGTERM) }

    private static func firstLine(of handle: FileHandle) -> [UInt8]? {
        var line: [UInt8] = []
        while let byte = try? handle.read(upToCount: 1), let first = byte.first {
            if first == UInt8(ascii: "\n") { return line }
            line.append(first)
        }
        return nil
    }
}
