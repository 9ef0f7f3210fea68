import FrontEnd
import Testing

@Suite struct ChunkedBodyTests {
    /// Feeds a text in pieces of a size and gives the body, or nil when it is incomplete.
    func decode(
        _ text: String,
        pieces size: Int = .max,
        limit: Int = 1_000
    ) throws -> (body: String, rest: Int)? {
        var body = ChunkedBody(limit: limit)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = rest.prefix(size)
            let (progress, used) = try body.take(piece)
            rest = rest.dropFirst(used)
            switch progress {
            case .complete: return (String(decoding: body.bytes, as: UTF8.self), rest.count)
            case .tooLong: return ("too long", rest.count)
            case .incomplete: continue
            }
        }
        return nil
    }

    @Test(arguments: [1, 2, 3, 7, 1_000]) func `chunks are put together however they are cut`(
        size: Int
    ) throws {
        let text = "5\r\nhello\r\n0001\r\n \r\nB\r\nwonderful w\r\n5\r\norld!\r\n0\r\n\r\n"
        #expect(try decode(text, pieces: size)?.body == "hello wonderful world!")
    }

    @Test func `what follows the body is left alone`() throws {
        #expect(try decode("1\r\na\r\n0\r\n\r\nGET /")?.rest == 5)
    }

    @Test func `a body at the limit is taken and one beyond it is not`() throws {
        #expect(try decode("5\r\nhello\r\n0\r\n\r\n", limit: 5)?.body == "hello")
        #expect(try decode("5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", limit: 5)?.body == "too long")
        #expect(try decode("FFFFFFFF\r\n", limit: 5)?.body == "too long")
    }

    @Test(arguments: [
        // Kestrel CVE-2025-55315, Go CVE-2025-22871: line ends and extensions.
        "5\nhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5;x\r\nhello\r\n0\r\n\r\n",
        "5;\nx\r\nhello\r\n0\r\n\r\n",
        "5 \r\nhello\r\n0\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n", "\r\nhello\r\n0\r\n\r\n", "5\r\nhello!\r\n0\r\n\r\n",
        "5\r\nhell\r\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\nX: y\r\n\r\n", "5\r\nhello\r\n0\n\n", "5\r\nhello\r\n0\r\n\n",
        "000000005\r\nhello\r\n0\r\n\r\n",
        "5\rhello\r\n0\r\n\r\n", "g\r\nhello\r\n0\r\n\r\n",
    ])
    func `anything but sizes, bytes and CR LF is refused`(text: String) {
        #expect(throws: FrontEndRefusal.self) { try decode(text) }
        #expect(throws: FrontEndRefusal.self) { try decode(text, pieces: 1) }
    }

    @Test func `a body without its end is incomplete`() throws {
        #expect(try decode("5\r\nhello\r\n0\r\n\r") == nil)
    }
}
