internal import Cryptography

/// One alternative name, as name constraints see it.
enum ConstrainedName {
    case dns([UInt8])
    case mail([UInt8])
    case uri([UInt8])
    case address([UInt8])

    /// The names of a certificate that our constraints can speak about.
    static func all(of certificate: Certificate) -> [ConstrainedName] {
        let names = certificate.alternativeNames
        return names.dns.map { .dns(NameSyntax.folded($0.utf8)) }
            + certificate.extensions.mailNames.map { .mail($0) }
            + names.uris.map { .uri(Array($0.utf8)) }
            + names.addresses.map { .address($0) }
    }

    /// Whether a subtree speaks about names of this kind.
    func isOfKind(_ subtree: NameConstraints.Subtree) -> Bool {
        switch (self, subtree) {
        case (.dns, .dns), (.mail, .mail), (.uri, .uri), (.address, .address): true
        default: false
        }
    }

    /// Whether everything that the name stands for lies in a subtree.
    func lies(in subtree: NameConstraints.Subtree) -> Bool {
        switch (self, subtree) {
        case (.dns(let name), .dns(let limit)): return Self.host(name, isAtOrBelow: limit)
        case (.mail(let name), .mail(let limit)): return Self.mail(name, liesIn: limit)
        case (.uri(let name), .uri(let limit)):
            guard let host = NameSyntax.host(ofURI: name) else { return false }
            return Self.host(host, isExactlyOrBelow: limit)
        case (.address(let address), .address(let range)):
            guard range.count == 2 * address.count else { return false }
            return address.indices.allSatisfy { index in
                let mask = range[address.count + index]
                return address[index] & mask == range[index] & mask
            }
        default: return false
        }
    }

    /// Whether anything that the name stands for lies in a subtree, or cannot be told to lie outside.
    func touches(_ subtree: NameConstraints.Subtree) -> Bool {
        if lies(in: subtree) { return true }
        switch (self, subtree) {
        case (.dns(let name), .dns(let limit)):
            guard let base = NameSyntax.patternBase(name) else { return false }
            return Self.host(NameSyntax.folded(limit), isAtOrBelow: Array(base))
        case (.uri(let name), .uri): return NameSyntax.host(ofURI: name) == nil
        default: return false
        }
    }

    private static func host(_ name: [UInt8], isAtOrBelow limit: [UInt8]) -> Bool {
        let limit = NameSyntax.folded(limit)
        return limit.isEmpty || name == limit || name.ends(with: [UInt8(ascii: ".")] + limit)
    }

    /// The host itself, or what is below it when the limit begins with a period.
    private static func host(_ name: [UInt8], isExactlyOrBelow limit: [UInt8]) -> Bool {
        let name = NameSyntax.folded(name)
        let limit = NameSyntax.folded(limit)
        return limit.first == UInt8(ascii: ".") ? name.ends(with: limit) : name == limit
    }

    private static func mail(_ name: [UInt8], liesIn limit: [UInt8]) -> Bool {
        guard let (local, host) = NameSyntax.mailbox(name) else { return false }
        guard let exact = NameSyntax.mailbox(limit) else {
            return Self.host(Array(host), isExactlyOrBelow: limit)
        }
        return Array(local) == Array(exact.local)
            && NameSyntax.folded(host) == NameSyntax.folded(exact.host)
    }
}

extension ConstrainedName: CustomStringConvertible {
    var description: String {
        switch self {
        case .dns(let name), .mail(let name), .uri(let name): String(decoding: name, as: UTF8.self)
        case .address(let bytes): Hex.encode(bytes)
        }
    }
}

extension [UInt8] {
    fileprivate func ends(with tail: [UInt8]) -> Bool {
        count >= tail.count && self[(count - tail.count)...].elementsEqual(tail)
    }
}
