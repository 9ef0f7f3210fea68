import Foundation
package import StrictJSON

/// An organisation's client: curl, with a certificate, speaking the Rekognition protocol.
///
/// The demonstration uses the real program, so that every line of it can be repeated by hand.
package struct CurlClient: Sendable {
    /// The gate's address, `https://127.0.0.1:PORT/`.
    package let endpoint: String
    /// The authority that signed the gate's certificate, PEM.
    package let authority: String
    /// The client's certificate and key, PEM; `nil` connects without one.
    package let certificate: (path: String, key: String)?
    /// Where request and answer bodies are put.
    package let folder: String

    /// A client of the gate at an address.
    package init(
        endpoint: String,
        authority: String,
        certificate: (path: String, key: String)?,
        folder: String
    ) {
        self.endpoint = endpoint
        self.authority = authority
        self.certificate = certificate
        self.folder = folder
    }

    /// What came back.
    package enum Response: Sendable {
        /// An HTTP answer: status, header fields with lowercase names, JSON body.
        case answered(status: Int, fields: [String: String], body: JSONValue)
        /// No HTTP answer: curl's exit code and message (35 and 56 are TLS refusals).
        case notConnected(code: Int32, message: String)
    }

    /// Sends one operation with its body and the `Abeyance-` fields given.
    ///
    /// - Throws: `Subprocess.NotStarted`, or a file error in `folder`.
    package func call(
        _ operation: String,
        _ body: JSONValue,
        fields: [(String, String)] = []
    ) throws -> Response {
        let name = "\(folder)/\(UUID().uuidString)"
        let (request, answer, head) = ("\(name).request", "\(name).answer", "\(name).head")
        defer { for file in [request, answer, head] { try? FileManager.default.removeItem(atPath: file) } }
        try Data(body.serialized()).write(to: URL(fileURLWithPath: request))
        var arguments = [
            "--silent", "--show-error", "--max-time", "60", "--noproxy", "*", "--cacert", authority,
            "--header", "X-Amz-Target: RekognitionService.\(operation)",
            "--header", "Content-Type: application/x-amz-json-1.1", "--header", "Expect:",
            "--data-binary", "@\(request)", "--output", answer, "--dump-header", head,
        ]
        if let certificate { arguments += ["--cert", certificate.path, "--key", certificate.key] }
        for (name, value) in fields { arguments += ["--header", "\(name): \(value)"] }
        let curl = try Subprocess.run("curl", arguments + [endpoint])
        guard curl.status == 0 else {
            return .notConnected(
                code: curl.status,
                message: curl.errors.trimmingCharacters(in: .whitespacesAndNewlines)
            )
        }
        let headText = String(decoding: try Data(contentsOf: URL(fileURLWithPath: head)), as: UTF8.self)
        let (status, received) = Self.parseHead(headText)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: answer)))
        return .answered(status: status, fields: received, body: try JSONValue.parse(bytes))
    }

    private static func parseHead(_ text: String) -> (Int, [String: String]) {
        var status = 0
        var fields: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("HTTP/") {
                status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            } else if let colon = line.firstIndex(of: ":") {
                fields[line[..<colon].lowercased()] =
                    line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            }
        }
        return (status, fields)
    }
}
