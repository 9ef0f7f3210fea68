/// What every client of a load asks, over HTTP/1.1.
struct LoadRequest: Sendable {
    /// Header lines beside `Host`, as name and value.
    var headers: [(name: String, value: String)] = []
    /// The body; nil for a GET.
    var body: String?

    /// A GET of `/`.
    static let hello = LoadRequest()

    /// A call of the Rekognition API without arguments.
    static func call(_ operation: String) -> LoadRequest {
        LoadRequest(
            headers: [
                ("X-Amz-Target", "RekognitionService.\(operation)"),
                ("Content-Type", "application/x-amz-json-1.1"),
            ],
            body: "{}"
        )
    }

    var method: String { body == nil ? "GET" : "POST" }

    /// The bytes on the wire.
    var bytes: [UInt8] {
        var lines = ["\(method) / HTTP/1.1", "Host: localhost"] + headers.map { "\($0.name): \($0.value)" }
        if let body { lines.append("Content-Length: \(body.utf8.count)") }
        return Array((lines + ["", body ?? ""]).joined(separator: "\r\n").utf8)
    }
}

/// Whom the clients of a load trust, and what they show.
struct LoadIdentity: Sendable {
    let certificate: String
    let key: String
    let authority: String
}
