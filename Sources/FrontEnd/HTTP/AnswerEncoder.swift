package import NIOCore

/// Writes answers as HTTP/1.1.
package struct AnswerEncoder {
    /// The bytes of an answer, or nil when its status or a field cannot be sent.
    ///
    /// A CR, LF or other control character in a field would let an answer split in two, so it is never written.
    package static func encode(
        _ answer: HTTPAnswer,
        date: String,
        omitsBody: Bool,
        closes: Bool,
        allocator: ByteBufferAllocator
    ) -> ByteBuffer? {
        guard (200...599).contains(answer.status), answer.fields.allSatisfy(canSend) else { return nil }
        var buffer = allocator.buffer(capacity: 256 + (omitsBody ? 0 : answer.body.count))
        buffer.writeString("HTTP/1.1 \(answer.status) \(reason(answer.status))\r\ndate: \(date)\r\n")
        for field in answer.fields {
            buffer.writeString(field.name)
            buffer.writeStaticString(": ")
            buffer.writeString(field.value)
            buffer.writeStaticString("\r\n")
        }
        if answer.status != 204, answer.status != 304 {
            buffer.writeString("content-length: \(answer.body.count)\r\n")
        }
        if closes { buffer.writeStaticString("connection: close\r\n") }
        buffer.writeStaticString("\r\n")
        if !omitsBody, answer.status != 204, answer.status != 304 { buffer.writeBytes(answer.body) }
        return buffer
    }

    private static func canSend(_ field: HeaderField) -> Bool {
        !field.name.utf8.isEmpty && field.name.utf8.allSatisfy(HTTPCharacters.isToken)
            && field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
            && !reserved.contains(field.name.lowercased())
    }

    private static func reason(_ status: Int) -> String { reasons[status] ?? "Status" }

    private static let reserved: Set<String> = ["content-length", "date", "connection", "transfer-encoding"]
    private static let reasons = [
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 304: "Not Modified",
        400: "Bad Request",
        401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
        406: "Not Acceptable",
        408: "Request Timeout", 409: "Conflict", 413: "Content Too Large", 414: "URI Too Long",
        415: "Unsupported Media Type", 417: "Expectation Failed", 421: "Misdirected Request",
        422: "Unprocessable Content", 429: "Too Many Requests", 431: "Request Header Fields Too Large",
        500: "Internal Server Error", 501: "Not Implemented", 503: "Service Unavailable",
        505: "HTTP Version Not Supported",
    ]
}
