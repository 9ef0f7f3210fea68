import Glibc
import Support
import Testing

/// `openssl s_server` on a port that the system chose, for one connection.
@safe
final class OpenSSLServer: Sendable {
    private nonisolated(unsafe) let output: UnsafeMutablePointer<FILE>

    init(_ options: String) throws {
        let command = "exec openssl s_server -accept 127.0.0.1:0 -www -naccept 1 \(options) 2>&1"
        unsafe output = try #require(unsafe popen(command, "re"))
    }

    /// The port, which the server names when it listens.
    func port() async throws -> Int {
        try await Blocking.run { [self] in
            var line = [CChar](repeating: 0, count: 512)
            while unsafe fgets(&line, Int32(line.count), output) != nil {
                let text = String(
                    decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
                    as: UTF8.self
                )
                guard text.hasPrefix("ACCEPT ") else { continue }
                let digits = text.split(separator: ":").last?.prefix { $0.isNumber }
                return try #require(digits.flatMap { Int($0) })
            }
            return try #require(nil as Int?, "the server ended before it listened")
        }
    }

    /// Waits for its end, which its one connection brings.
    func end() async { _ = try? await Blocking.run { [self] in unsafe pclose(output) } }
}
