import Foundation
import Provisioning
import StrictJSON
import Support

/// The real program, serving on a port that the system chose, in a folder that `abeyance init` made.
///
/// Starts in `start`, is told to stop by SIGTERM in `stop`, and is never waited for by sleeping: the first line of its
/// standard output says that it listens, and its end is its exit.
final class RunningGate {
    /// The folder of certificates, keys, policy set and state.
    let folder: String
    /// The gate's own process.
    let process: Process
    /// The port it listens on.
    let port: Int
    /// Its standard output, after the first line.
    private let output: FileHandle

    private init(folder: String, process: Process, port: Int, output: FileHandle) {
        self.folder = folder
        self.process = process
        self.port = port
        self.output = output
    }

    /// Makes a working folder and serves from it; `prefix` goes before the program, for tracing.
    static func start(
        in folder: String,
        initialise: Bool = true,
        prefix: [String] = [],
        arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws -> RunningGate {
        if initialise {
            let made = try Subprocess.run(
                Programs.abeyance,
                ["init", folder, "--policies", Programs.policies]
            )
            guard made.status == 0 else { throw Failure(description: "init failed: \(made.errors)") }
        }
        let process = Process()
        let command =
            prefix + [Programs.abeyance, "serve", "--config", "\(folder)/abeyance.yaml", "--port", "0"]
            + arguments
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        let log = "\(folder)/serve.log"
        try TestFiles.write([], toPath: log)
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        process.standardInput = FileHandle.nullDevice
        try process.run()
        guard let line = firstLine(of: output.fileHandleForReading),
            let ready = try JSONValue.parse(line).object,
            let address = ready["listening"]?.string?.value,
            let port = address.split(separator: ":").last.flatMap({ Int($0) })
        else {
            process.waitUntilExit()
            let words = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw Failure(
                description: "serve did not start (exit \(process.terminationStatus)): \(words)",
                exit: process.terminationStatus
            )
        }
        return RunningGate(folder: folder, process: process, port: port, output: output.fileHandleForReading)
    }

    /// A client of this gate with the certificate that `init` made for `name`.
    func client(_ name: String) -> CurlClient {
        CurlClient(
            endpoint: "https://127.0.0.1:\(port)/",
            authority: "\(folder)/certs/server-ca.pem",
            certificate: (path: "\(folder)/certs/\(name).pem", key: "\(folder)/keys/\(name).key"),
            folder: folder
        )
    }

    /// Asks the gate to stop and returns its exit code.
    @discardableResult
    func stop() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Ends the gate at once, as a power cut would end the process.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The gate's children: the matching core.
    var children: [Int32] { ChildProcesses.of(process.processIdentifier) }

    /// Runs a command of the program on this gate's configuration.
    func command(_ arguments: [String]) throws -> Subprocess {
        try Subprocess.run(Programs.abeyance, arguments + ["--config", "\(folder)/abeyance.yaml"])
    }

    /// The log of this gate, read beside it.
    var entries: LogReader { LogReader(folder: folder) }

    /// What it wrote to standard error so far.
    var log: String { (try? String(contentsOfFile: "\(folder)/serve.log", encoding: .utf8)) ?? "" }

    struct Failure: Error, CustomStringConvertible {
        let description: String
        /// The exit code of a gate that did not start.
        var exit: Int32?
    }

    private static func firstLine(of handle: FileHandle) -> [UInt8]? {
        var line: [UInt8] = []
        while let byte = try? handle.read(upToCount: 1), let first = byte.first {
            if first == UInt8(ascii: "\n") { return line }
            line.append(first)
        }
        return nil
    }
}
