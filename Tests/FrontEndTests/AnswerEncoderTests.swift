import Cryptography
import FrontEnd
import NIOCore
import Testing

@Suite struct AnswerEncoderTests {
    func encode(_ answer: HTTPAnswer, omitsBody: Bool = false, closes: Bool = false) -> String? {
        AnswerEncoder.encode(
            answer,
            date: "D",
            omitsBody: omitsBody,
            closes: closes,
            allocator: ByteBufferAllocator()
        ).map { String(buffer: $0) }
    }

    @Test func `an answer is written with its length`() {
        let answer = HTTPAnswer(status: 200, fields: [HeaderField("x", "y")], body: Array("hello".utf8))
        #expect(encode(answer) == "HTTP/1.1 200 OK\r\ndate: D\r\nx: y\r\ncontent-length: 5\r\n\r\nhello")
    }

    @Test func `the answer to HEAD has the length and no body`() {
        let answer = HTTPAnswer(status: 200, body: Array("hello".utf8))
        #expect(encode(answer, omitsBody: true) == "HTTP/1.1 200 OK\r\ndate: D\r\ncontent-length: 5\r\n\r\n")
    }

    @Test func `the last answer says so`() {
        #expect(encode(HTTPAnswer(status: 404), closes: true)?.contains("\r\nconnection: close\r\n") == true)
    }

    @Test(arguments: [
        HeaderField("x", "a\r\nset-cookie: b"), HeaderField("x", "a\nb"), HeaderField("x", "a\u{0}"),
        HeaderField("x y", "a"), HeaderField("x:", "a"), HeaderField("", "a"),
        HeaderField("Content-Length", "0"),
        HeaderField("transfer-encoding", "chunked"),
    ])
    func `a field that could split the answer is never written`(field: HeaderField) {
        #expect(encode(HTTPAnswer(status: 200, fields: [field])) == nil)
    }

    @Test(arguments: [0, 100, 199, 600]) func `a status that is no final one is never written`(status: Int) {
        #expect(encode(HTTPAnswer(status: status)) == nil)
    }

    @Test func `a refusal's text cannot break its JSON`() {
        let answer = HTTPAnswer(FrontEndRefusal(.unknownPath, "there is nothing at `/\"\\`"))
        let body = String(decoding: answer.body, as: UTF8.self)
        #expect(body == #"{"__type":"unknown_path","Message":"there is nothing at `/\"\\`"}"#)
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
    ])
    func `dates are written as RFC 9110 asks`(seconds: Int, text: String) {
        #expect(HTTPDate.text(Timestamp(seconds: Int64(seconds))) == text)
    }
}
