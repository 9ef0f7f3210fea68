import ArgumentParser
import Glibc

/// How commands speak: data on standard output, words on standard error, one message for each failure.
enum Terminal {
    /// The path of this program.
    static var program: String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return CommandLine.arguments.first ?? "abeyance" }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A line of data.
    static func print(_ line: [UInt8]) { write(line + [0x0a], to: 1) }

    /// Data as it is, without a line end.
    static func write(_ bytes: [UInt8]) { write(bytes, to: 1) }

    /// A line of data.
    static func print(_ line: String) { print(Array(line.utf8)) }

    /// A line for the person at the terminal.
    static func say(_ line: String) { write(Array("\(line)\n".utf8), to: 2) }

    /// A line for the operator's log.
    static func complain(_ line: String) { say("abeyance: \(line)") }

    /// Runs a command; an error becomes one message and exit code 2, unless it brings its own.
    static func reporting(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let code as ExitCode {
            throw code
        } catch {
            complain("\(error)")
            throw ExitCode(2)
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count <= 0 { return }
            sent += count
        }
    }
}
