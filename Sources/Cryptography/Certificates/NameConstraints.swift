/// The name constraints of an authority (RFC 5280 section 4.2.1.10), as written; matching is the verifier's.
package struct NameConstraints: Hashable, Sendable {
    /// What names must lie in; nil when the field is absent.
    package let permitted: [Subtree]?

    /// What names must not lie in; nil when the field is absent.
    package let excluded: [Subtree]?

    /// The base of one subtree.
    package enum Subtree: Hashable, Sendable {
        /// A host and everything below it.
        case dns([UInt8])
        /// A mailbox, a host, or everything below a host when it begins with a period.
        case mail([UInt8])
        /// The host of a URI, or everything below it when it begins with a period.
        case uri([UInt8])
        /// An address and its mask.
        case address([UInt8])
        /// A directory name or another kind, which OpenSSL judges.
        case other
    }

    package init(permitted: [Subtree]?, excluded: [Subtree]?) {
        self.permitted = permitted
        self.excluded = excluded
    }
}

extension NameConstraints.Subtree {
    /// A limit as an operator writes it: `dns:example.org`, `uri:example.org` (a host; with a leading period everything
    /// below it), `ip:10.0.0.0/8` or `ip:fd00::/8`; nil for anything else.
    package init?(text: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let value = String(text[text.utf8.index(after: colon)...])
        switch text[..<colon] {
        case "dns" where Self.isHost(value): self = .dns(Array(value.utf8))
        case "uri" where Self.isHost(value): self = .uri(Array(value.utf8))
        case "ip":
            let parts = value.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, let address = IPAddressText.bytes(String(parts[0])),
                let bits = Int(parts[1]), (0...address.count * 8).contains(bits)
            else { return nil }
            let mask = address.indices.map {
                UInt8(truncatingIfNeeded: 0xff00 >> max(0, min(8, bits - 8 * $0)))
            }
            guard zip(address, mask).allSatisfy({ $0 & ~$1 == 0 }) else { return nil }
            self = .address(address + mask)
        default: return nil
        }
    }

    /// The spelling of OpenSSL's configuration; nil for kinds that are never issued here.
    var configurationText: String? {
        switch self {
        case .dns(let name): return "DNS:" + String(decoding: name, as: UTF8.self)
        case .uri(let host): return "URI:" + String(decoding: host, as: UTF8.self)
        case .address(let bytes):
            let half = bytes.count / 2
            return "IP:" + IPAddressText.text(Array(bytes[..<half])) + "/"
                + IPAddressText.text(Array(bytes[half...]))
        case .mail, .other: return nil
        }
    }

    /// Letters, digits, hyphens and periods: nothing that the configuration's spelling could misread.
    private static func isHost(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 253
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            }
    }
}
