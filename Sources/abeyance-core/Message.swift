import ArgumentParser
import Glibc

/// Messages for the operator, one line each, on standard error: the only output there is while serving.
enum Message {
    /// Writes one line.
    static func write(_ text: String) {
        var line = Array("abeyance-core: \(text)\n".utf8)
        _ = unsafe line.withUnsafeMutableBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
    }

    /// Runs a command; an error becomes one message and exit code 2, unless it brings its own.
    static func reporting(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let code as ExitCode {
            throw code
        } catch {
            write("\(error)")
            throw ExitCode(2)
        }
    }
}
