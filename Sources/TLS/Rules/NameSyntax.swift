/// The forms of names in certificates, as bytes; ASCII letters compare without case.
enum NameSyntax {
    /// Labels of letters, digits and inner hyphens, at most 63 and 253 bytes, the last not of digits alone
    /// (RFC 1034 section 3.5, RFC 1123 section 2.1).
    static func isHost(_ name: ArraySlice<UInt8>) -> Bool {
        guard (1...253).contains(name.count) else { return false }
        let labels = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy(isLabel), let last = labels.last else { return false }
        return !last.allSatisfy(isDigit)
    }

    static func isHost(_ name: [UInt8]) -> Bool { isHost(name[...]) }

    /// A host, or `*.` before a host of at least two labels.
    static func isHostOrPattern(_ name: [UInt8]) -> Bool {
        guard let base = patternBase(name) else { return isHost(name) }
        return isHost(base) && base.contains(UInt8(ascii: "."))
    }

    /// What follows `*.`; nil for names without it.
    static func patternBase(_ name: [UInt8]) -> ArraySlice<UInt8>? {
        name.starts(with: [UInt8(ascii: "*"), UInt8(ascii: ".")]) ? name.dropFirst(2) : nil
    }

    /// A local part without quotes, spaces and further `@`, and a host (RFC 5321 section 4.1.2).
    static func mailbox(_ name: [UInt8]) -> (local: ArraySlice<UInt8>, host: ArraySlice<UInt8>)? {
        let parts = name.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, isHost(parts[1]),
            parts[0].allSatisfy({ (0x21...0x7e).contains($0) && !mailSpecials.contains($0) })
        else { return nil }
        return (parts[0], parts[1])
    }

    /// A scheme and something behind it (RFC 3986 section 3), which makes a URI absolute.
    static func isAbsoluteURI(_ name: [UInt8]) -> Bool {
        guard let colon = name.firstIndex(of: UInt8(ascii: ":")), colon + 1 < name.count,
            let first = name.first, isLetter(first)
        else { return false }
        return name[..<colon].allSatisfy { isLetter($0) || isDigit($0) || Array("+-.".utf8).contains($0) }
            && name.allSatisfy { (0x21...0x7e).contains($0) }
    }

    /// The host of a URI with an authority; nil when it has none, or one that is no host name.
    static func host(ofURI name: [UInt8]) -> [UInt8]? {
        guard let colon = name.firstIndex(of: UInt8(ascii: ":")),
            name[(colon + 1)...].starts(with: Array("//".utf8))
        else { return nil }
        var authority = name[(colon + 3)...].prefix { !Array("/?#".utf8).contains($0) }
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[(at + 1)...] }
        let host = authority.prefix { $0 != UInt8(ascii: ":") }
        return isHost(host) ? Array(host) : nil
    }

    /// Lower case, for comparing.
    static func folded(_ name: some Sequence<UInt8>) -> [UInt8] {
        name.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    }

    private static func isLabel(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard (1...63).contains(bytes.count), bytes.first != hyphen, bytes.last != hyphen else {
            return false
        }
        return bytes.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static let hyphen = UInt8(ascii: "-")
    private static let mailSpecials = Array("\"(),:;<>[\\]".utf8)
}
