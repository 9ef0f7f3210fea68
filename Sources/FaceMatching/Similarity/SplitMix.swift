/// A small generator of pseudo-random numbers for resampling: the same seed gives the same report.
struct SplitMix {
    /// What the next number is made from.
    var state: UInt64

    /// The next number, every one of 2^64 equally likely.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
