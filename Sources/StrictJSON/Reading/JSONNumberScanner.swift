/// The grammar of a number (RFC 8259 section 6), shared by the reader and by `JSONNumber`.
enum JSONNumberScanner {
    /// Why the characters are not a number, and at which offset.
    struct Fault: Error, Equatable {
        let offset: Int
        let message: String
    }

    /// The offset just behind the number that begins at `start`.
    static func end(of bytes: [UInt8], from start: Int) -> Result<Int, Fault> {
        var index = start
        if byte(bytes, index) == UInt8(ascii: "-") { index += 1 }
        guard let first = byte(bytes, index), isDigit(first) else {
            return .failure(Fault(offset: index, message: "a digit was expected in the number"))
        }
        index += 1
        if first == UInt8(ascii: "0") {
            if let next = byte(bytes, index), isDigit(next) {
                return .failure(Fault(offset: index - 1, message: "a number must not begin with a zero"))
            }
        } else {
            index = endOfDigits(bytes, from: index)
        }
        if byte(bytes, index) == UInt8(ascii: ".") {
            let end = endOfDigits(bytes, from: index + 1)
            guard end > index + 1 else {
                return .failure(Fault(offset: end, message: "a digit was expected after the decimal point"))
            }
            index = end
        }
        if let exponent = byte(bytes, index), exponent | 0x20 == UInt8(ascii: "e") {
            index += 1
            if let sign = byte(bytes, index), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
                index += 1
            }
            let end = endOfDigits(bytes, from: index)
            guard end > index else {
                return .failure(Fault(offset: end, message: "a digit was expected in the exponent"))
            }
            index = end
        }
        return .success(index)
    }

    private static func byte(_ bytes: [UInt8], _ index: Int) -> UInt8? {
        index < bytes.count ? bytes[index] : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static func endOfDigits(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start
        while index < bytes.count, isDigit(bytes[index]) { index += 1 }
        return index
    }
}
