/// Four floats at a time, at any address.
enum Vectors {
    /// Four neighbouring floats.
    @inline(__always)
    static func load(_ source: UnsafePointer<Float>) -> SIMD4<Float> {
        unsafe UnsafeRawPointer(source).loadUnaligned(as: SIMD4<Float>.self)
    }

    /// Writes four neighbouring floats.
    @inline(__always)
    static func store(_ values: SIMD4<Float>, _ target: UnsafeMutablePointer<Float>) {
        unsafe UnsafeMutableRawPointer(target).storeBytes(of: values, as: SIMD4<Float>.self)
    }

    /// Writes eight neighbouring floats, taking from the one and the other in turn.
    @inline(__always)
    static func storeAlternating(
        _ even: SIMD4<Float>,
        _ odd: SIMD4<Float>,
        _ target: UnsafeMutablePointer<Float>
    ) {
        unsafe store(SIMD4(even[0], odd[0], even[1], odd[1]), target)
        unsafe store(SIMD4(even[2], odd[2], even[3], odd[3]), target + 4)
    }
}
