/// The targets by the names that they are asked for: the readers that take what courts and agencies send.
///
/// An input's first byte chooses where the rest goes: as the whole thing, or into one part of it that is then signed with the
/// court's own key, so that what lies behind the signature is reached too.
enum FuzzTargets {
    static func named(_ name: String) -> (any FuzzTarget.Type)? {
        switch name {
        case "token": TokenTarget.self
        case "status-list": StatusListTarget.self
        case "trust-list": TrustListTarget.self
        default: nil
        }
    }
}

/// A warrant's token.
enum TokenTarget: FuzzTarget {
    static let seeds = TokenPromises.seeds
    static let words = WarrantWords.all
    static func run(_ bytes: [UInt8]) {
        TokenPromises.check(bytes.first ?? 0, Array(bytes.dropFirst()))
    }
}

/// A court's status list.
enum StatusListTarget: FuzzTarget {
    static let seeds = StatusListPromises.seeds
    static let words = WarrantWords.all
    static func run(_ bytes: [UInt8]) {
        StatusListPromises.check(bytes.first ?? 0, Array(bytes.dropFirst()))
    }
}

/// The list of courts that are trusted.
enum TrustListTarget: FuzzTarget {
    static let seeds = TrustListPromises.seeds
    static let words = WarrantWords.all
    static func run(_ bytes: [UInt8]) { TrustListPromises.check(bytes) }
}
