package import StrictJSON

/// What the URIs of an authority's clients begin with: a scheme, a host, and a path that ends with `/`.
package enum URIPrefix {
    /// The host of a prefix such as `spiffe://example.org/org/`; nil for what is no such prefix.
    package static func host(_ prefix: ExactString) -> String? {
        let text = prefix.value
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && !Self.reserved.contains($0) }),
            text.hasPrefix("spiffe://"), text.hasSuffix("/")
        else { return nil }
        let parts = text.dropFirst("spiffe://".utf8.count).split(
            separator: "/",
            omittingEmptySubsequences: false
        )
        guard parts.count >= 2, let host = parts.first, !host.isEmpty, !host.hasPrefix("."),
            parts.dropFirst().dropLast().allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }),
            host.utf8.allSatisfy({ byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            })
        else { return nil }
        return String(host)
    }

    /// Query, fragment, percent-encoding, user and port have no place in an identity; a comma none in OpenSSL's spelling.
    private static let reserved = Set("?#%@,".utf8)
}
