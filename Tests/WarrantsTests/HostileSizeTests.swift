import Cryptography
import Decisions
import Foundation
import StrictJSON
import Support
import Testing
import Warrants

/// Inputs that are small to send and large to take: each is refused by a limit, before the work that it asks for.
@Suite("Hostile sizes", .serialized)
struct HostileSizeTests {
    @Test("a status list that would inflate to 1 GB is refused within the size that a list may have")
    func bomb() throws {
        var court = try Court()
        let small = Self.zeros(15)
        #expect(try StatusList(unverified: token(small, court)).count == (1 + 258 * 15) * 8)
        // 1.03 GB do not fit into a token at all; 0.88 GB do, and come no further than the size of the largest list.
        let before = Self.peak()
        for (runs, words) in [
            (4_000_000, "the token has more than 1572864 bytes"),
            (3_400_000, "expected a zlib stream of at most 1048576 bytes"),
        ] {
            let token = try token(Self.zeros(runs), court)
            do throws(StatusListError) {
                try court.statuses.accept(token, trust: court.trust, now: court.now.adding(seconds: 5))
                Issue.record("the list was taken")
            } catch {
                #expect(error.code == .tooLarge)
                #expect(error.description == words)
            }
        }
        // Far less than the gigabyte that it holds; what else runs in this process has room too.
        #expect(Self.peak() - before < 400 << 20)
    }

    @Test("a token of 1 GB is refused for its size, and its digest is that of the part within the limit")
    func largeToken() throws {
        let court = try Court()
        let token = [UInt8](repeating: UInt8(ascii: "A"), count: 1 << 30)
        let before = Self.peak()
        let verdict = court.verifier.verify(
            token,
            certificate: court.certificate,
            subject: Court.subject,
            request: try court.request(),
            now: court.now
        )
        guard case .refused(let refused, _) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(refused.code == .tokenTooLarge)
        #expect(refused.tokenDigest == .of([UInt8](repeating: UInt8(ascii: "A"), count: 16_384)))
        #expect(Self.peak() - before < 400 << 20)
    }

    @Test("a header that fills the whole token is read once and refused, and one byte more is refused unread")
    func largeHeader() throws {
        let court = try Court()
        func token(_ size: Int) -> [UInt8] {
            let padding = String(repeating: "a", count: size)
            let header = #"{"alg":"ES256","kid":"\#(padding)","typ":"fr-warrant+jwt"}"#
            return Array("\(Base64URL.encode(Array(header.utf8))).e30.AA".utf8)
        }
        let largest = try #require((12_000...12_288).map(token).last { $0.count <= 16_384 })
        #expect(try court.code(largest) == .unknownKey)
        #expect(try court.code(token(12_288)) == .tokenTooLarge)
    }

    @Test(
        "ten thousand tokens, each under another key that nobody knows, are each refused and none is remembered"
    )
    func unknownKeys() throws {
        let court = try Court()
        let claims = JSONValue.object(try court.claims()).serialized()
        let before = Self.peak()
        for number in 0..<10_000 {
            let header = #"{"alg":"ES256","kid":"nobody-\#(number)","typ":"fr-warrant+jwt"}"#
            let text = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(claims)
            let token = Array((text + "." + Base64URL.encode([UInt8](repeating: 1, count: 64))).utf8)
            guard try court.code(token) == .unknownKey else {
                Issue.record("\(number)")
                return
            }
        }
        #expect(Self.peak() - before < 400 << 20)
        #expect(try court.code(court.token(court.claims())) == nil)
    }

    private func token(_ packed: [UInt8], _ court: Court) throws -> [UInt8] {
        let payload: JSONValue = [
            "iss": .string(Court.uri), "sub": .string(Court.list), "iat": .integer(court.now.seconds + 1),
            "status_list": ["bits": 1, "lst": .string(ExactString(Base64URL.encode(packed)))],
        ]
        return try court.token(
            payload.serialized(),
            header: #"{"alg":"Ed25519","kid":"status-1","typ":"statuslist+jwt"}"#,
            key: court.statusKey
        )
    }

    /// The most memory that this process ever had, in bytes.
    private static func peak() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    }

    /// A zlib stream of one zero byte, and then `runs` times 258 of them, two bits for each run: the densest there can be.
    ///
    /// One block with codes of its own (RFC 1951 section 3.2.7): length 258 in one bit, distance 1 in one bit, the byte 0 and the
    /// end of the block in two bits each.
    private static func zeros(_ runs: Int) -> [UInt8] {
        var bits = BitWriter()
        bits.write(1, 1)
        bits.write(2, 2)
        bits.write(29, 5)
        bits.write(0, 5)
        // The lengths of the codes for lengths, in the order 16, 17, 18, 0, 8, …: 18, 1 and 2 have codes, and 0.
        let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1]
        bits.write(order.count - 4, 4)
        for symbol in order { bits.write([18, 0, 1, 2].contains(symbol) ? 2 : 0, 3) }
        // By their order: 0 is `00`, 1 is `01`, 2 is `10`, 18 is `11`; codes go in from their highest bit.
        func length(_ symbol: Int) { for bit in [symbol >> 1, symbol & 1] { bits.write(bit, 1) } }
        func empty(_ count: Int) {
            length(3)
            bits.write(count - 11, 7)
        }
        length(2)  // the byte 0
        empty(138)
        empty(117)  // bytes 1 to 255
        length(2)  // the end of the block, 256
        empty(28)  // lengths 257 to 284
        length(1)  // length 258, 285
        length(1)  // distance 1
        // The byte 0 is `10`, the end `11`, length 258 `0`, distance 1 `0`.
        bits.write(1, 1)
        bits.write(0, 1)
        bits.writeZeros(2 * runs)
        bits.write(3, 2)
        let high = (1 + 258 * runs) % 65_521
        return [0x78, 0x9c] + bits.bytes + [UInt8(high >> 8), UInt8(high & 255), 0, 1]
    }
}

/// Bits packed into bytes from the lowest on.
private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var count = 0

    mutating func write(_ value: Int, _ width: Int) {
        for place in 0..<width {
            if count % 8 == 0 { bytes.append(0) }
            bytes[count / 8] |= UInt8(value >> place & 1) << UInt8(count % 8)
            count += 1
        }
    }

    mutating func writeZeros(_ width: Int) {
        count += width
        bytes += [UInt8](repeating: 0, count: (count + 7) / 8 - bytes.count)
    }
}
