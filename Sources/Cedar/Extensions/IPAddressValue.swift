/// An IPv4 or IPv6 address with a prefix length; host bits are kept and count in comparisons.
package struct IPAddressValue: Hashable, Comparable, Sendable {
    /// Whether it is an IPv6 address.
    package let isIPv6: Bool
    /// The address as a number, 32 or 128 bits of it in use.
    package let address: UInt128
    /// The prefix length, at most 32 or 128.
    package let prefix: UInt8

    /// Reads dotted or colon form with an optional `/prefix`; nil for anything else.
    ///
    /// Leading zeros in IPv4 parts and prefixes, and dotted IPv4 inside IPv6, are refused.
    package init?(_ text: String) {
        let bytes = [UInt8](text.utf8)
        guard bytes.count <= Self.longestText else { return nil }
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        if let address = Self.version4(parts[0]) {
            isIPv6 = false
            self.address = address
        } else if let address = Self.version6(parts[0]) {
            isIPv6 = true
            self.address = address
        } else {
            return nil
        }
        let width = isIPv6 ? 128 : 32
        guard parts.count == 2 else {
            prefix = UInt8(width)
            return
        }
        guard let length = Self.plainNumber(parts[1], atMost: width, digits: isIPv6 ? 3 : 2) else {
            return nil
        }
        prefix = UInt8(length)
    }

    /// Whether the whole range lies in 127.0.0.0/8 or is ::1.
    package var isLoopback: Bool {
        isIPv6 ? prefix == 128 && address == 1 : prefix >= 8 && address >> 24 == 127
    }

    /// Whether the whole range lies in 224.0.0.0/4 or ff00::/8.
    package var isMulticast: Bool {
        isIPv6 ? prefix >= 8 && address >> 120 == 0xFF : prefix >= 4 && address >> 28 == 0xE
    }

    /// Whether the whole range lies in another; never across versions.
    package func isInRange(_ other: IPAddressValue) -> Bool {
        guard isIPv6 == other.isIPv6, prefix >= other.prefix else { return false }
        let hostBits = UInt128((isIPv6 ? 128 : 32) - Int(other.prefix))
        // A shift by the whole width gives zero, so prefix 0 holds everything.
        return address >> hostBits == other.address >> hostBits
    }

    /// By version, address and prefix; without meaning in the language.
    package static func < (left: IPAddressValue, right: IPAddressValue) -> Bool {
        (left.isIPv6 ? 1 : 0, left.address, left.prefix) < (right.isIPv6 ? 1 : 0, right.address, right.prefix)
    }

    private static func version4(_ bytes: ArraySlice<UInt8>) -> UInt128? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt128 = 0
        for part in parts {
            guard let number = plainNumber(part, atMost: 255, digits: 3) else { return nil }
            address = address << 8 | UInt128(number)
        }
        return address
    }

    private static func version6(_ bytes: ArraySlice<UInt8>) -> UInt128? {
        guard let gap = gapStart(bytes) else {
            guard let groups = groups(bytes), groups.count == 8 else { return nil }
            return number(groups)
        }
        let tail = bytes[(gap + 2)...]
        guard gapStart(tail) == nil, let before = groups(bytes[..<gap]), let after = groups(tail),
            before.count + after.count < 8
        else { return nil }
        let zeros = [UInt16](repeating: 0, count: 8 - before.count - after.count)
        return number(before + zeros + after)
    }

    /// The index of the first `::`.
    private static func gapStart(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= 2 else { return nil }
        return (bytes.startIndex..<(bytes.endIndex - 1)).first {
            bytes[$0] == UInt8(ascii: ":") && bytes[$0 + 1] == UInt8(ascii: ":")
        }
    }

    private static func groups(_ bytes: ArraySlice<UInt8>) -> [UInt16]? {
        guard !bytes.isEmpty else { return [] }
        var groups: [UInt16] = []
        for part in bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false) {
            guard (1...4).contains(part.count), part.first != UInt8(ascii: "+"),
                let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
            else { return nil }
            groups.append(group)
        }
        return groups
    }

    private static func number(_ groups: [UInt16]) -> UInt128 { groups.reduce(0) { $0 << 16 | UInt128($1) } }

    private static func plainNumber(_ bytes: ArraySlice<UInt8>, atMost limit: Int, digits: Int) -> Int? {
        guard bytes.count <= digits, bytes.count == 1 || bytes.first != UInt8(ascii: "0"),
            let value = Digits.integer(bytes), value <= Int64(limit)
        else { return nil }
        return Int(value)
    }

    private static let longestText = 43
}

extension IPAddressValue: CustomStringConvertible {
    /// The address, with `/prefix` unless it is one address; IPv6 with the longest run of zeros left out.
    package var description: String {
        let text = isIPv6 ? version6Text : version4Text
        return Int(prefix) == (isIPv6 ? 128 : 32) ? text : "\(text)/\(prefix)"
    }

    private var version4Text: String {
        [24, 16, 8, 0].map { String((address >> UInt128($0)) & 0xFF) }.joined(separator: ".")
    }

    private var version6Text: String {
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: address >> UInt128(112 - 16 * $0)) }
        var longest = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(1, longest.count) { longest = start..<end }
            start = max(end, start + 1)
        }
        func text(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard !longest.isEmpty else { return text(groups[...]) }
        return "\(text(groups[..<longest.lowerBound]))::\(text(groups[longest.upperBound...]))"
    }
}
