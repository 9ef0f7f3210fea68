internal import COpenSSL
internal import Cryptography

/// Tells where only a DNS or IP name is left to decide: the gate compares none, its clients are known by URI or key.
enum LimboNames {
    /// Which name refuses an accepted leaf, or nil when its names are as they should be.
    ///
    /// What the public web's profile asks of common names and wildcards counts where the file refuses a leaf only: the
    /// same file lets its other leaves break it.
    static func reason(against leaf: Certificate, in limbo: LimboCase) -> String? {
        if let peer = limbo.peer, !leaf.alternativeNames.name(peer) { return otherPeer }
        guard !limbo.succeeds else { return nil }
        if limbo.features.contains("pedantic-public-suffix-wildcard") { return publicSuffix }
        if let name = commonName(of: leaf), looksLikeHost(name), !leaf.alternativeNames.spell(name) {
            return commonName
        }
        return nil
    }

    static let otherPeer = "the leaf has other names than the peer"
    static let commonName = "the common name is no alternative name"
    static let publicSuffix = "a wildcard stands for a public suffix"

    private static func commonName(of leaf: Certificate) -> [UInt8]? {
        let der = leaf.subject.der
        let read = unsafe der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_X509_NAME(nil, &cursor, buffer.count)
        }
        guard let name = unsafe read else { return nil }
        defer { unsafe X509_NAME_free(name) }
        let index = unsafe X509_NAME_get_index_by_NID(name, NID_commonName, -1)
        guard index >= 0,
            let value = unsafe X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)),
            let start = unsafe ASN1_STRING_get0_data(value)
        else { return nil }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(value))))
    }

    /// Something with periods or colons, or an address as one hexadecimal number.
    private static func looksLikeHost(_ name: [UInt8]) -> Bool {
        (name.contains(UInt8(ascii: ".")) || name.contains(UInt8(ascii: ":"))
            || name.starts(with: Array("0x".utf8)))
            && !name.contains(UInt8(ascii: " "))
    }
}

extension AlternativeNames {
    /// Whether the names include a peer, by RFC 9525 section 6.
    fileprivate func name(_ peer: LimboCase.Peer) -> Bool {
        switch peer {
        case .address(let text):
            guard let octets = unsafe a2i_IPADDRESS(text) else { return false }
            defer { unsafe ASN1_OCTET_STRING_free(octets) }
            guard let start = unsafe ASN1_STRING_get0_data(octets) else { return false }
            let count = unsafe Int(ASN1_STRING_length(octets))
            return addresses.contains(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
        case .dns(let host):
            let host = NameSyntax.folded(host)
            let parent = host.drop { $0 != UInt8(ascii: ".") }.dropFirst()
            return dns.contains { name in
                let name = NameSyntax.folded(name.utf8)
                guard let base = NameSyntax.patternBase(name) else { return name == host }
                return base.elementsEqual(parent)
            }
        }
    }

    /// Whether a text is exactly the canonical spelling of one of the names.
    fileprivate func spell(_ text: [UInt8]) -> Bool {
        dns.contains { $0.utf8.elementsEqual(text) }
            || addresses.contains { address in
                address.count == 4 && address.map { "\($0)" }.joined(separator: ".").utf8.elementsEqual(text)
            }
    }
}
