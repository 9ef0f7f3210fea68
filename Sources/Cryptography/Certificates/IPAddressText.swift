internal import COpenSSL

/// Addresses as people write them and as certificates hold them: 4 bytes or 16.
package enum IPAddressText {
    /// The bytes of `192.0.2.1` or `2001:db8::1`; nil for anything else.
    package static func bytes(_ text: String) -> [UInt8]? {
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
        }
        defer { ERR_clear_error() }
        guard isPlain, let octets = unsafe a2i_IPADDRESS(text) else { return nil }
        defer { unsafe ASN1_OCTET_STRING_free(octets) }
        return unsafe ASN1.octets(octets)
    }

    /// Four decimal numbers, or eight hexadecimal groups; other lengths as hexadecimal.
    package static func text(_ bytes: [UInt8]) -> String {
        switch bytes.count {
        case 4: bytes.map { String($0) }.joined(separator: ".")
        case 16:
            stride(from: 0, to: 16, by: 2).map {
                String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
            }
            .joined(separator: ":")
        default: Hex.encode(bytes)
        }
    }
}
