/// Reads the stream format in which the published models are serialised.
///
/// Integers are a control byte (low four bits: how many bytes follow; high bit: negative) and a little-endian
/// magnitude. A scalar real number is an integer mantissa and an integer exponent of two. A truth value is the
/// character `0` or `1`. Text and lists begin with their length. A tensor is version 2, four lengths, and raw
/// little-endian 32-bit floats. A matrix is its two lengths, negative, and scalar numbers.
package struct SerializedReader {
    private let bytes: [UInt8]
    private let name: String
    private(set) var offset = 0

    /// A reader of a whole file; `name` begins every error message.
    package init(_ bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    /// Whether everything has been read.
    package var isAtEnd: Bool { offset == bytes.count }

    /// A signed integer of at most eight bytes.
    package mutating func integer() throws(ModelError) -> Int {
        let control = try byte()
        let length = Int(control & 0x0f)
        guard control & 0x70 == 0, length <= 8, length <= bytes.count - offset else {
            throw failure("expected an integer")
        }
        var magnitude: UInt64 = 0
        for index in 0..<length { magnitude |= UInt64(bytes[offset + index]) << (8 * UInt64(index)) }
        offset += length
        guard let value = Int(exactly: magnitude) else { throw failure("expected an integer below 2^63") }
        return control & 0x80 == 0 ? value : -value
    }

    /// An integer that must have one value.
    package mutating func integer(equalTo expected: Int) throws(ModelError) {
        let found = try integer()
        guard found == expected else { throw failure("found `\(found)`, expected `\(expected)`") }
    }

    /// An integer inside a range.
    package mutating func integer(in range: ClosedRange<Int>) throws(ModelError) -> Int {
        let found = try integer()
        guard range.contains(found) else { throw failure("found `\(found)`, expected \(range)") }
        return found
    }

    /// A scalar real number; infinities and not-a-number are refused.
    package mutating func double() throws(ModelError) -> Double {
        let mantissa = try integer()
        let exponent = try integer(in: -20_000...20_000)
        return Double(sign: .plus, exponent: exponent, significand: Double(mantissa))
    }

    /// Text that must have one value.
    package mutating func text(equalTo expected: String) throws(ModelError) {
        let length = try integer(in: 0...255)
        guard length <= bytes.count - offset, Array(bytes[offset..<offset + length]) == Array(expected.utf8)
        else {
            throw failure("expected `\(expected)`")
        }
        offset += length
    }

    /// The four lengths of a tensor or of a view on one, after its version.
    package mutating func shape(version: Int) throws(ModelError) -> [Int] {
        try integer(equalTo: version)
        var shape: [Int] = []
        for _ in 0..<4 { shape.append(try integer(in: 0...(1 << 24))) }
        return shape
    }

    /// A tensor of a known number of floats.
    package mutating func tensor(count: Int) throws(ModelError) -> [Float] {
        let shape = try shape(version: 2)
        guard shape.reduce(1, *) == count, 4 * count <= bytes.count - offset else {
            throw failure("found a tensor of \(shape), expected \(count) numbers")
        }
        var values = [Float](repeating: 0, count: count)
        unsafe values.withUnsafeMutableBytes { target in
            unsafe bytes.withUnsafeBytes { source in
                unsafe target.copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + 4 * count])
                )
            }
        }
        offset += 4 * count
        return values
    }

    /// A matrix of scalar numbers with `count` rows and one column.
    package mutating func column(count: Int) throws(ModelError) -> [Double] {
        try integer(equalTo: -count)
        try integer(equalTo: -1)
        var values: [Double] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try double()) }
        return values
    }

    /// Moves on to just after the next text of this value, over bytes that have no meaning here.
    package mutating func skip(toText expected: String) throws(ModelError) {
        let pattern = [1, UInt8(expected.utf8.count)] + Array(expected.utf8)
        let limit = min(bytes.count, offset + 4096) - pattern.count
        var at = offset
        while at <= limit {
            if bytes[at..<at + pattern.count].elementsEqual(pattern) {
                offset = at + pattern.count
                return
            }
            at += 1
        }
        throw failure("expected a layer `\(expected)` within 4096 bytes")
    }

    /// An error at the place reached.
    package func failure(_ message: String) -> ModelError {
        ModelError(.format, "\(name): byte \(offset): \(message)")
    }

    private mutating func byte() throws(ModelError) -> UInt8 {
        guard offset < bytes.count else { throw failure("expected more bytes") }
        defer { offset += 1 }
        return bytes[offset]
    }
}
