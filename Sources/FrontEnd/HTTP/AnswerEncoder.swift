package import NIOCore

/// Writes answers as HTTP/1.1, head and body in one buffer.
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
        guard AnswerFields.canSend(answer) else { return nil }
        let hasBody = answer.mayHaveBody
        var buffer = allocator.buffer(capacity: 256 + (omitsBody || !hasBody ? 0 : answer.body.count))
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeString(String(answer.status))
        buffer.writeStaticString(AnswerFields.reason(answer.status))
        buffer.writeStaticString("\r\ndate: ")
        buffer.writeString(date)
        buffer.writeStaticString("\r\n")
        for field in answer.fields {
            buffer.writeString(field.name)
            buffer.writeStaticString(": ")
            buffer.writeString(field.value)
            buffer.writeStaticString("\r\n")
        }
        if hasBody {
            buffer.writeStaticString("content-length: ")
            buffer.writeString(String(answer.body.count))
            buffer.writeStaticString("\r\n")
        }
        if closes { buffer.writeStaticString("connection: close\r\n") }
        buffer.writeStaticString("\r\n")
        if !omitsBody, hasBody { buffer.writeBytes(answer.body) }
        return buffer
    }
}
