package import NIOCore

/// How much room each read of a connection gets: more while reads fill it, less again when they do not.
///
/// NIO keeps a connection's first buffer until the connection ends, so that one is tiny; every other is let go when its
/// bytes have been used. An idle connection therefore holds no room for bytes, whatever came over it before. For this
/// the channel's `maxMessagesPerRead` must be 1.
package struct ReceiveRoom: RecvByteBufferAllocator {
    private var next: Int32 = first

    /// The room of a connection that has read nothing yet.
    package init() {}

    /// Room for the next read.
    package func buffer(allocator: ByteBufferAllocator) -> ByteBuffer {
        allocator.buffer(capacity: Int(next))
    }

    /// Takes note of how much of its room the last read used.
    package mutating func record(actualReadBytes: Int) -> Bool {
        let room = Int(next)
        if actualReadBytes >= room {
            next = Int32(min(max(room * 4, Self.least), Self.most))
        } else if actualReadBytes < room / 4 {
            next = Int32(max(room / 4, Self.least))
        }
        // "May grow" makes NIO ask for a new buffer each time and keep none of them.
        return true
    }

    private static let first: Int32 = 16
    /// Enough for a small request, or a flight of the handshake.
    private static let least = 1_024
    private static let most = 65_536
}
