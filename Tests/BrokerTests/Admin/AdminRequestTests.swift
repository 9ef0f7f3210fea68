import Broker
import Testing

/// What the admin listener takes for a request, and what not.
@Suite struct AdminRequestTests {
    private func read(_ text: String) throws -> AdminRequest { try AdminRequest(head: Array(text.utf8)) }

    @Test(arguments: [("GET", false), ("HEAD", true)])
    func aHeadIsReadWithItsPath(method: String, isHead: Bool) throws {
        let request = try read(
            "\(method) /metrics HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nContent-Length: 0\r\n\r\n"
        )
        #expect(request.path == "/metrics")
        #expect(request.isHead == isHead)
    }

    @Test(arguments: [
        ("POST /status HTTP/1.1\r\n\r\n", 405), ("get /status HTTP/1.1\r\n\r\n", 405),
        ("GET /status HTTP/2\r\n\r\n", 400), ("GET  /status HTTP/1.1\r\n\r\n", 400),
        ("GET /status\r\n\r\n", 400),
        ("GET status HTTP/1.1\r\n\r\n", 400), ("GET /a b HTTP/1.1\r\n\r\n", 400), ("\r\n\r\n", 400),
        ("GET /status HTTP/1.1\nHost: x\r\n\r\n", 400), ("GET /\u{0} HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400), ("GET / HTTP/1.1\r\n folded\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 1\r\n\r\n", 413),
        ("GET / HTTP/1.1\r\nContent-Length: 00\r\n\r\n", 413),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 413),
        ("GET http://x/ HTTP/1.1\r\n\r\n", 400),
    ])
    func whatIsNoSuchHeadIsRefusedWithItsStatus(text: String, status: Int) throws {
        let fault = try #require(throws: AdminRequest.Fault.self) { _ = try read(text) }
        #expect(fault.status == status, "\(fault.words)")
    }

    @Test func anAnswerEndsItsConnection() {
        let answer = AdminAnswer(status: 503, lines: ["audit_disk_low"])
        let text = String(decoding: answer.encoded(withBody: true), as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(text.contains("\r\ncontent-length: 15\r\n"))
        #expect(text.contains("\r\nconnection: close\r\n"))
        #expect(text.hasSuffix("\r\n\r\naudit_disk_low\n"))
        #expect(String(decoding: answer.encoded(withBody: false), as: UTF8.self).hasSuffix("\r\n\r\n"))
    }
}
