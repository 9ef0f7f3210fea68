import Cryptography
import Foundation
import Support
import Testing
import TransparencyLog
import Witnessing

@Suite("The body of add-checkpoint")
struct AddCheckpointRequestTests {
    @Test("a request survives its bytes, with and without a proof")
    func roundTrip() throws {
        let log = try GrowingLog(20)
        for old in Int64(0)...20 {
            let body = try log.request(from: old)
            let request = try AddCheckpointRequest(parsing: body)
            #expect(request.encoded == body)
            #expect(request.oldSize == old)
            #expect(try request.note == log.checkpoint().encoded)
        }
    }

    @Test(
        "what is no request is refused, and the line is named",
        arguments: [
            ("", 1), ("old 1", 1), ("old\n\nnote", 1), ("old 01\n\nnote", 1), ("old -1\n\nnote", 1),
            ("old +1\n\nnote", 1), ("old 9223372036854775808\n\nnote", 1), ("new 1\n\nnote", 1),
            ("old 1\n", 2), ("old 1\nAAAA\n\nnote", 2), ("old 1\nHASH\nHASH", 3),
            ("old 1\nHASH\n HASH\n\n", 3),
            ("old  1\n\nnote", 1), ("old 1 \n\nnote", 1), ("old 1\r\n\r\nnote", 1),
        ]
    )
    func refused(text: String, line: Int) {
        let body = text.replacingOccurrences(of: "HASH", with: MerkleHash.emptyRoot.base64)
        do throws(TransparencyLogError) {
            _ = try AddCheckpointRequest(parsing: Array(body.utf8))
            Issue.record("read")
        } catch { #expect(error.detail.hasPrefix("line \(line): "), "\(error)") }
    }

    @Test("63 hashes are read and 64 are not")
    func most() throws {
        func body(_ count: Int) -> [UInt8] {
            let lines = [String](repeating: MerkleHash.emptyRoot.base64 + "\n", count: count).joined()
            return Array("old 1\n\(lines)\nnote\n".utf8)
        }
        #expect(try AddCheckpointRequest(parsing: body(63)).proof.count == 63)
        #expect(throws: TransparencyLogError.self) { try AddCheckpointRequest(parsing: body(64)) }
    }
}
