internal import Cryptography
package import StrictJSON

/// Where a page of a list ended: the name of its last item.
///
/// A token has at most 255 characters, so of a very long name only its beginning is kept, and a digest to know it by.
package struct PagePosition: Sendable, Hashable {
    /// The name, or its beginning.
    let prefix: ExactString
    /// A digest of the whole name when only its beginning is kept; else empty.
    let digest: [UInt8]

    /// The position behind an item.
    package init(after name: ExactString) {
        let isWhole = name.byteCount <= Self.longest
        prefix =
            isWhole ? name : ExactString(String(decoding: name.bytes.prefix(Self.longest), as: UTF8.self))
        digest = isWhole ? [] : Self.digest(of: name)
    }

    init(prefix: ExactString, digest: [UInt8]) {
        self.prefix = prefix
        self.digest = digest
    }

    /// The whole name, when it is kept.
    package var whole: ExactString? { digest.isEmpty ? prefix : nil }

    /// The part of a sorted list that lies behind the position.
    ///
    /// Should the item of a shortened name be gone, the part begins at the first item of that beginning: some come twice,
    /// none is left out.
    func rest(of names: [ExactString]) -> ArraySlice<ExactString> {
        if let whole { return names.drop { $0 < whole || $0 == whole } }
        let last = names.lastIndex { $0.hasPrefix(prefix) && Self.digest(of: $0) == digest }
        if let last { return names[(last + 1)...] }
        return names.drop { $0 < prefix }
    }

    private static func digest(of name: ExactString) -> [UInt8] {
        Array(SHA256Digest.of(name.bytes).bytes.prefix(digestBytes))
    }

    static let longest = 128
    static let digestBytes = 16
}
