import COpenSSL

/// OpenSSL's randomness for a run: a counter for each side, so that an input leads to the same bytes whenever it is tried,
/// and one side's bytes do not depend on what the other has drawn.
enum FuzzedRandom {
    /// Who draws.
    enum Side: Int {
        /// The handler that is fuzzed.
        case ours
        /// Its peer.
        case peer
    }

    /// Puts the counters in the place of OpenSSL's own generator, before anything has drawn from it.
    static func install() {
        method = unsafe RAND_METHOD(
            seed: { _, _ in 1 },
            bytes: { FuzzedRandom.fill($0, $1) },
            cleanup: nil,
            add: { _, _, _ in 1 },
            pseudorand: { FuzzedRandom.fill($0, $1) },
            status: { 1 }
        )
        precondition(unsafe RAND_set_rand_method(&method) == 1)
    }

    /// Starts both sides anew, from a number.
    static func restart(_ seed: UInt64 = 0) {
        unsafe states = (seed &+ 0x1234_5678, seed &+ 0x8765_4321)
        unsafe side = .peer
    }

    /// Calls `body`, in which `side` draws.
    static func drawn<R>(by side: Side, _ body: () throws -> R) rethrows -> R {
        let before = unsafe self.side
        unsafe self.side = side
        defer { unsafe self.side = before }
        return try body()
    }

    // One thread runs all inputs.
    private nonisolated(unsafe) static var states: (ours: UInt64, peer: UInt64) = (1, 2)
    private nonisolated(unsafe) static var side = Side.peer
    private nonisolated(unsafe) static var method = RAND_METHOD()

    private static func fill(_ start: UnsafeMutablePointer<UInt8>?, _ count: Int32) -> Int32 {
        let bytes = UnsafeMutableBufferPointer(start: start, count: Int(count))
        for index in bytes.indices { unsafe bytes[index] = next() }
        return 1
    }

    /// One byte of SplitMix64.
    private static func next() -> UInt8 {
        let state =
            switch unsafe side {
            case .ours:
                unsafe advanced(&states.ours)
            case .peer:
                unsafe advanced(&states.peer)
            }
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return UInt8(truncatingIfNeeded: (mixed ^ (mixed >> 31)) >> 56)
    }

    private static func advanced(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return state
    }
}
