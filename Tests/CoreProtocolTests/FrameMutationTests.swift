import CoreProtocol
import StrictJSON
import Testing

@Suite struct FrameMutationTests {
    @Test func aFrameChangedInAnyByteIsRefusedOrReadAsAnotherMessage() throws {
        let operation = CoreOperation.searchFacesByImage(
            collection: "a",
            image: [1, 2, 3],
            threshold: 80_000_000,
            maxFaces: 5,
            qualityFilter: .auto
        )
        let bytes = try CoreRequest(id: 7, decision: 9, operation: operation).frame.encoded()
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                var codec = FrameCodec()
                codec.feed(changed)
                guard let frame = try? codec.next(), let request = try? CoreRequest(frame: frame) else {
                    continue
                }
                #expect(request != CoreRequest(id: 7, decision: 9, operation: operation))
                #expect(try CoreRequest(frame: request.frame) == request)
            }
        }
    }
}
