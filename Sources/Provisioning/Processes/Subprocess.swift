import Foundation
import Synchronization

/// Another program, run to its end, with what it printed.
package struct Subprocess: Sendable {
    /// How the program ended: its exit code, or 128 plus the signal that ended it.
    package let status: Int32
    /// Everything it wrote to standard output.
    package let output: [UInt8]
    /// Everything it wrote to standard error.
    package let errors: String

    /// A program could not be started.
    package struct NotStarted: Error, CustomStringConvertible {
        /// Which program, and the system's reason.
        package let description: String
    }

    /// Runs a program by path, or by name along `PATH`, with no standard input.
    ///
    /// - Throws: `NotStarted`.
    package static func run(_ program: String, _ arguments: [String]) throws(NotStarted) -> Subprocess {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program.contains("/") ? program : "/usr/bin/env")
        process.arguments = program.contains("/") ? arguments : [program] + arguments
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw NotStarted(description: "`\(program)` cannot be started: \(error.localizedDescription)")
        }
        let complaints = Mutex(Data())
        let drained = DispatchGroup()
        drained.enter()
        Thread.detachNewThread {
            let all = errors.fileHandleForReading.readDataToEndOfFile()
            complaints.withLock { $0 = all }
            drained.leave()
        }
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        drained.wait()
        process.waitUntilExit()
        let signalled = process.terminationReason == .uncaughtSignal
        return Subprocess(
            status: (signalled ? 128 : 0) + process.terminationStatus,
            output: [UInt8](printed),
            errors: String(decoding: complaints.withLock { $0 }, as: UTF8.self)
        )
    }

    /// Runs a program whose words go where this program's go, and returns its exit code.
    ///
    /// - Throws: `NotStarted`.
    package static func show(_ program: String, _ arguments: [String]) throws(NotStarted) -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw NotStarted(description: "`\(program)` cannot be started: \(error.localizedDescription)")
        }
        process.waitUntilExit()
        return process.terminationStatus
    }
}
