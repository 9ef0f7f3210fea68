import Foundation
import Provisioning
import StrictJSON

/// One connection that is held open through `openssl s_client`, read in large pieces: many of them can be asked at the same time
/// by writing to all of them before the first answer is read.
final class RacingClient {
    private let client: OpenSSLClient
    private var received: [UInt8] = []

    /// Connects with the certificate that `init` made for `name`.
    init(to gate: RunningGate, as name: String = "metro-police") throws {
        client = try OpenSSLClient(to: gate, as: name)
    }

    deinit { if client.process.isRunning { kill(client.process.processIdentifier, SIGKILL) } }

    /// Sends a search; nothing is thrown when the connection has gone, since its answer then says so.
    func send(_ search: PoliceSearch) {
        let body = search.body.serialized()
        let lines =
            [
                "POST / HTTP/1.1", "Host: 127.0.0.1", "X-Amz-Target: RekognitionService.SearchFacesByImage",
                "Content-Type: application/x-amz-json-1.1", "Content-Length: \(body.count)",
            ] + search.fields.map { "\($0.0): \($0.1)" }
        let head = lines.map { "\($0)\r\n" }.joined() + "\r\n"
        try? client.input.write(contentsOf: Data(Array(head.utf8) + body))
    }

    /// The next answer's status and body; nil when the connection ended instead.
    func answer() -> (status: Int, body: String)? {
        while true {
            if let answer = takeAnswer() { return answer }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe read(client.output.fileDescriptor, &chunk, chunk.count)
            guard count > 0 else { return nil }
            received += chunk[..<count]
        }
    }

    /// The next answer; one that only says that the rate or the number of requests in hand is reached is asked for again, since
    /// nothing was decided.
    func answer(askingAgain search: PoliceSearch) -> (status: Int, body: String)? {
        var answer = answer()
        for _ in 0..<100_000 where answer?.status == 429 || answer?.status == 503 {
            send(search)
            answer = self.answer()
        }
        return answer
    }

    /// An answer that is there whole.
    private func takeAnswer() -> (status: Int, body: String)? {
        let end = Array("\r\n\r\n".utf8)
        guard let head = received.indices.first(where: { received[$0...].starts(with: end) }) else {
            return nil
        }
        let lines = String(decoding: received[..<head], as: UTF8.self).split(whereSeparator: \.isNewline)
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }.flatMap {
            Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces))
        }
        let start = head + end.count
        guard received.count >= start + (length ?? 0) else { return nil }
        let body = String(decoding: received[start..<start + (length ?? 0)], as: UTF8.self)
        received.removeFirst(start + (length ?? 0))
        return (status, body)
    }
}
