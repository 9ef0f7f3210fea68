import Foundation
import Provisioning
import StrictJSON

/// One connection that stays open, through `openssl s_client`: bytes go out when the test says so, answers come back one
/// by one.
final class HeldConnection {
    private let client: OpenSSLClient

    /// Connects with the certificate that `init` made for `name`.
    init(to gate: RunningGate, as name: String) throws { client = try OpenSSLClient(to: gate, as: name) }

    deinit {
        // A signal that can be blocked might be: a child inherits the mask of the thread that starts it.
        kill(client.process.processIdentifier, SIGKILL)
        client.process.waitUntilExit()
    }

    /// Sends a whole request.
    func send(_ operation: String, _ body: JSONValue, fields: [(String, String)] = []) throws {
        let bytes = body.serialized()
        try write(Self.head(operation, bytes.count, fields) + bytes)
    }

    /// Sends the head of a request whose body waits for `100 Continue`.
    func begin(_ operation: String, length: Int) throws {
        try write(Self.head(operation, length, [("Expect", "100-continue")]))
    }

    /// Sends bytes as they are.
    func write(_ bytes: [UInt8]) throws { try client.input.write(contentsOf: Data(bytes)) }

    /// The next answer's status and body; `nil` when the gate closed the connection instead.
    func answer() throws -> (status: Int, body: String)? {
        var head: [UInt8] = []
        while !head.ends(with: "\r\n\r\n") {
            guard let byte = try client.output.read(upToCount: 1)?.first else { return nil }
            head.append(byte)
        }
        let lines = String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline)
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        var length = 0
        for line in lines where line.lowercased().hasPrefix("content-length:") {
            length = Int(line.dropFirst(15).trimmingCharacters(in: .whitespaces)) ?? 0
        }
        var body: [UInt8] = []
        while body.count < length, let byte = try client.output.read(upToCount: 1)?.first {
            body.append(byte)
        }
        return (status, String(decoding: body, as: UTF8.self))
    }

    private static func head(_ operation: String, _ length: Int, _ fields: [(String, String)]) -> [UInt8] {
        let all =
            [
                ("Host", "127.0.0.1"), ("X-Amz-Target", "RekognitionService.\(operation)"),
                ("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", "\(length)"),
            ] + fields
        return Array("POST / HTTP/1.1\r\n".utf8)
            + all.flatMap { Array("\($0.0): \($0.1)\r\n".utf8) } + Array("\r\n".utf8)
    }
}

extension [UInt8] {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
