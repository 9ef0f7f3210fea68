import FrontEnd
import NIOCore
import Support
import Testing

@Suite(.ownThread) struct HostileHTTP1Tests {
    @Test func `the table has what was promised: more than sixty inputs, each with its source`() {
        #expect(HostileHTTP1.all.count >= 60)
        #expect(Set(HostileHTTP1.all.map(\.name)).count == HostileHTTP1.all.count)
        #expect(HostileHTTP1.all.allSatisfy { $0.source.hasPrefix("RFC") || $0.source.hasPrefix("CVE") })
    }

    @Test func `each is refused once with its status, and the next honest client is served`() async throws {
        try await TestServer.with { server in
            for hostile in HostileHTTP1.all {
                let before = server.events.requests.count
                let client = try await RawClient.connect(to: server)
                try? await client.send(hostile.bytes)
                let answer = await client.rest()
                #expect(answer.hasPrefix("HTTP/1.1 \(hostile.code.status) "), "\(hostile): \(answer)")
                #expect(answer.contains("connection: close\r\n"), "\(hostile)")
                #expect(answer.ranges(of: "HTTP/1.1 ").count == 1, "\(hostile): \(answer)")
                #expect(server.events.requests.dropFirst(before) == [hostile.code], "\(hostile)")
                let honest = try await RawClient.connect(to: server)
                try await honest.send(FrontEndServerTests.last)
                #expect(await honest.rest().hasPrefix("HTTP/1.1 200 OK\r\n"), "after \(hostile)")
            }
            #expect(server.server.requests == (0, 0))
        }
    }

    @Test func `each is refused byte by byte as it is at once`() {
        for hostile in HostileHTTP1.all {
            var machine = HTTPConnectionMachineTests.machine()
            var codes: [FrontEndRefusal.Code] = []
            for byte in hostile.bytes {
                for case .report(let refusal) in machine.receive(.init(bytes: [byte])) {
                    codes.append(refusal.code)
                }
            }
            #expect(codes == [hostile.code], "\(hostile)")
        }
    }
}
