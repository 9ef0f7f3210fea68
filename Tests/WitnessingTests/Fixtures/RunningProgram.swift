import Foundation
import StrictJSON
import Witnessing

/// The real program, running or run to its end.
final class RunningProgram {
    static let path =
        (ProcessInfo.processInfo.environment["ABEYANCE_PROGRAMS"]
            ?? FileManager.default.currentDirectoryPath + "/.build/release") + "/abeyance"
    static var isPresent: Bool { FileManager.default.isExecutableFile(atPath: path) }

    private let process = Process()
    private let output = Pipe()

    private init(_ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: Self.path)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }

    /// Runs the program to its end; blocks.
    static func run(_ arguments: String...) throws -> (code: Int32, output: String) {
        try run(arguments)
    }

    /// Runs the program to its end; blocks.
    static func run(_ arguments: [String]) throws -> (code: Int32, output: String) {
        let program = try RunningProgram(arguments)
        let bytes = program.output.fileHandleForReading.readDataToEndOfFile()
        program.process.waitUntilExit()
        return (program.process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }

    /// Starts a witness and waits for the line that says where it is; blocks.
    static func serving(_ folder: String, _ more: String...) throws -> (RunningProgram, WitnessAddress) {
        let program = try RunningProgram(["witness", "serve", folder, "--port", "0"] + more)
        var line: [UInt8] = []
        while line.last != 0x0a {
            let bytes = program.output.fileHandleForReading.readData(ofLength: 1)
            guard !bytes.isEmpty else { throw Failure(description: "the witness did not start") }
            line += bytes
        }
        guard let place = try JSONValue.parse(line)["listening"]?.string else {
            throw Failure(description: "the witness does not say where it is")
        }
        return (program, try WitnessAddress("http://\(place)"))
    }

    /// Waits for the end, blocking, and gives the signal that ended it, or nil.
    func signal() -> Int32? {
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil
    }

    /// Asks it to stop, waits, blocking, and gives its exit code.
    func stop() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
