internal import Cryptography
internal import Glibc
internal import StrictJSON

/// Reads an entry's bytes from front to back; they are given to each call, so that nothing is kept.
struct PatternScan {
    /// The next byte.
    private(set) var position = 0

    /// Whether nothing is left.
    func isAtEnd(of bytes: Span<UInt8>) -> Bool { position == bytes.count }

    /// Takes the same bytes as a part of another entry.
    mutating func take(_ other: Span<UInt8>, _ range: Range<Int>, in bytes: Span<UInt8>) -> Bool {
        guard range.count <= bytes.count - position, range.upperBound <= other.count else { return false }
        let place = position
        position += range.count
        return Self.isSame(bytes, place, other, range.lowerBound, range.count)
    }

    /// Takes so many lowercase hexadecimal digits.
    mutating func takeHex(_ count: Int, in bytes: Span<UInt8>) -> Bool {
        guard count <= bytes.count - position else { return false }
        let digits = bytes.extracting(position..<position + count)
        position += count
        // Without leaving early, so that many are looked at together.
        var strange: UInt8 = 0
        for index in digits.indices {
            let digit = digits[index]
            strange |= digit &- 48 < 10 || digit &- 97 < 6 ? 0 : 1
        }
        return strange == 0
    }

    /// Takes a digest in lowercase hexadecimal.
    mutating func takeDigest(in bytes: Span<UInt8>) -> SHA256Digest? {
        let start = position
        guard takeHex(64, in: bytes) else { return nil }
        return SHA256Digest(hex: Self.text(bytes.extracting(start..<position)))
    }

    /// Takes what stands before the closing quote, as far as it is printable ASCII and needs no escape.
    mutating func takeText(in bytes: Span<UInt8>) {
        while position < bytes.count, EntryCut.isPlain(bytes[position]) { position += 1 }
    }

    /// Takes an integer from 0 to 2^53 - 1 in its one spelling.
    mutating func takeInteger(in bytes: Span<UInt8>) -> Int64? {
        let start = position
        var number: Int64 = 0
        while position < bytes.count, position < start + 17, bytes[position] &- 48 < 10 {
            number = number * 10 + Int64(bytes[position] &- 48)
            position += 1
        }
        guard position > start, position == start + 1 || bytes[start] != 48, number < 1 << 53 else {
            return nil
        }
        return number
    }

    /// Takes `yyyy-mm-ddThh:mm:ss.ffffffZ`.
    mutating func takeMoment(in bytes: Span<UInt8>, _ minute: inout KnownMinute) -> Timestamp? {
        guard bytes.count - position >= 27, bytes[position + 19] == UInt8(ascii: "."),
            bytes[position + 26] == UInt8(ascii: "Z"),
            let start = minute.start(of: bytes, at: position),
            let seconds = digits(17..<19, of: bytes), seconds < 60,
            let fraction = digits(20..<26, of: bytes)
        else { return nil }
        position += 27
        return start.adding(microseconds: seconds * 1_000_000 + fraction)
    }

    /// Whether a moment that was taken at a place is, cut to whole milliseconds, the one of 24 bytes that was taken at another.
    static func isCut(_ moment: Int, to cut: Int, in bytes: Span<UInt8>) -> Bool {
        let digits = EntryPattern.contextMoment - 1
        return isSame(bytes, moment, bytes, cut, digits) && bytes[cut + digits] == UInt8(ascii: "Z")
    }

    private func digits(_ range: Range<Int>, of bytes: Span<UInt8>) -> Int64? {
        var number: Int64 = 0
        for offset in range {
            let digit = bytes[position + offset] &- 48
            guard digit < 10 else { return nil }
            number = number * 10 + Int64(digit)
        }
        return number
    }

    /// ASCII as text.
    static func text(_ bytes: Span<UInt8>) -> String {
        unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// How the first bytes of one stretch stand to as many of another; both have so many.
    static func order(_ left: Span<UInt8>, _ right: Span<UInt8>, _ count: Int) -> Int {
        precondition(count <= left.count && count <= right.count, "bytes within both are compared")
        return unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return 0 }
                return unsafe Int(memcmp(left, right, count))
            }
        }
    }

    /// Whether so many bytes from a place in one stretch are those from a place in another; both have them.
    static func isSame(
        _ left: Span<UInt8>,
        _ leftPlace: Int,
        _ right: Span<UInt8>,
        _ rightPlace: Int,
        _ count: Int
    ) -> Bool {
        precondition(
            leftPlace >= 0 && rightPlace >= 0 && count >= 0 && leftPlace <= left.count - count
                && rightPlace <= right.count - count,
            "bytes within both are compared"
        )
        return unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                // Both stretches lie within their bytes, as was just seen.
                guard let left = left.baseAddress, let right = right.baseAddress else { return count == 0 }
                return unsafe memcmp(left + leftPlace, right + rightPlace, count) == 0
            }
        }
    }
}

/// The last minute that was read, so that the calendar is asked once a minute and not once an entry.
struct KnownMinute: Sendable {
    private var text: [UInt8] = []
    private var start = Timestamp(microseconds: 0)

    /// The minute that `yyyy-mm-ddThh:mm:` at a place names; there are so many bytes.
    mutating func start(of bytes: Span<UInt8>, at place: Int) -> Timestamp? {
        if !text.isEmpty, PatternScan.isSame(text.span, 0, bytes, place, Self.length) { return start }
        let minute = PatternScan.text(bytes.extracting(place..<place + Self.length))
        let words = minute + "00.000000Z"
        guard let found = Timestamp(rfc3339: words), ExactString(found.rfc3339) == ExactString(words) else {
            return nil
        }
        (text, start) = (Array(minute.utf8), found)
        return found
    }

    private static let length = 17
}
