import FrontEnd
import NIOCore
import Testing

/// What a connection's reads leave behind, with the pool in which NIO keeps its buffers.
@Suite struct ReceiveRoomTests {
    private var pool = NIOPooledRecvBufferAllocator(capacity: 1, recvAllocator: ReceiveRoom())
    private let allocator = ByteBufferAllocator()

    @Test("the first buffer, which NIO keeps, is tiny")
    mutating func keepsLittle() {
        #expect(read(16) == 16)
        #expect(pool.count == 1)
    }

    @Test("reads that fill their room get more, up to a limit")
    mutating func grows() {
        let rooms = (0..<6).map { _ in read(.max) }
        #expect(rooms == [16, 1_024, 4_096, 16_384, 65_536, 65_536])
    }

    @Test("small reads get less room again, down to a limit")
    mutating func shrinks() {
        for _ in 0..<5 { read(.max) }
        let rooms = (0..<5).map { _ in read(1) }
        #expect(rooms == [65_536, 16_384, 4_096, 1_024, 1_024])
    }

    @Test("a read that uses a good part of its room changes nothing")
    mutating func stays() {
        for _ in 0..<3 { read(.max) }
        let rooms = (0..<3).map { _ in read(5_000) }
        #expect(rooms == [16_384, 16_384, 16_384])
    }

    @Test("whatever was read, NIO keeps no more than the first buffer")
    mutating func keepsOnlyTheFirst() {
        for _ in 0..<8 { read(.max) }
        #expect(pool.count == 1)
        pool.recvAllocator = FixedSizeRecvByteBufferAllocator(capacity: 1)
        // With an allocator that takes kept buffers again, the one that was kept shows itself.
        #expect(read(1) == 16)
    }

    /// Reads up to `count` bytes and forgets them; answers how much room there was.
    @discardableResult
    private mutating func read(_ count: Int) -> Int {
        let (_, room) = pool.buffer(allocator: allocator) { buffer in
            let room = buffer.writableBytes
            buffer.writeRepeatingByte(0, count: min(count, room))
            return room
        }
        pool.record(actualReadBytes: min(count, room))
        return room
    }
}
