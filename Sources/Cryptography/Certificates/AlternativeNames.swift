/// The subject alternative names of a certificate (RFC 5280 section 4.2.1.6), by kind.
package struct AlternativeNames: Hashable, Sendable {
    /// URIs, as written; compare them as bytes.
    package var uris: [String]
    /// DNS names, as written.
    package var dns: [String]
    /// IP addresses: 4 or 16 bytes each.
    package var addresses: [[UInt8]]
    /// How many names are of any other kind.
    package var others: Int

    package init(uris: [String] = [], dns: [String] = [], addresses: [[UInt8]] = [], others: Int = 0) {
        self.uris = uris
        self.dns = dns
        self.addresses = addresses
        self.others = others
    }

    /// Whether there is no name at all.
    package var isEmpty: Bool { uris.isEmpty && dns.isEmpty && addresses.isEmpty && others == 0 }
}
