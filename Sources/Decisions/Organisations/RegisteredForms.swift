internal import StrictJSON

/// The forms of names in the registry.
extension ClosedObject {
    /// Lowercase letters, digits and inner hyphens, 1 to 64 bytes.
    mutating func registeredName(_ name: ExactString) throws(JSONError) -> ExactString {
        let text = try string(name)
        let bytes = text.bytes
        let isName =
            (1...64).contains(bytes.count) && bytes.first != UInt8(ascii: "-")
            && bytes.last != UInt8(ascii: "-")
            && bytes.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
            }
        guard isName else {
            throw fault(
                .outOfRange,
                at: name,
                "`\(text)` is no name: 1 to 64 lowercase letters, digits and inner hyphens were expected"
            )
        }
        return text
    }

    /// ISO 3166-2 with a city below its region: `US`, `US-OR`, `US-OR-PORTLAND`.
    mutating func jurisdiction(_ name: ExactString) throws(JSONError) -> ExactString {
        let text = try string(name)
        let parts = text.bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
        func isPart(_ part: ArraySlice<UInt8>) -> Bool {
            (1...32).contains(part.count)
                && part.allSatisfy { isUpper($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        guard (1...3).contains(parts.count), parts[0].count == 2, parts[0].allSatisfy(isUpper),
            parts.dropFirst().allSatisfy(isPart)
        else {
            throw fault(
                .outOfRange,
                at: name,
                "`\(text)` is no jurisdiction: a country, region or city such as `US-OR` was expected"
            )
        }
        return text
    }

    /// A text of 1 to `limit` bytes.
    mutating func text(_ name: ExactString, atMost limit: Int) throws(JSONError) -> ExactString {
        let text = try string(name)
        guard (1...limit).contains(text.byteCount) else {
            throw fault(.outOfRange, at: name, "1 to \(limit) bytes were expected, found \(text.byteCount)")
        }
        return text
    }
}
