package import Cryptography
package import StrictJSON

/// The statuses of a court's warrants by index (draft-ietf-oauth-status-list), packed with 1, 2, 4 or 8 bits each.
package struct StatusList: Hashable, Sendable {
    /// The list's URI, which tokens name.
    package let uri: ExactString
    /// When it was issued, in whole seconds.
    package private(set) var issuedAt: Timestamp
    /// When it ends by its own word.
    package let expires: Timestamp?
    /// Bits for each warrant.
    package let bits: Int
    /// The packed statuses, the first in the lowest bits of the first byte.
    package private(set) var bytes: [UInt8]

    /// A fresh list of one bit each, all valid; the count is rounded up to whole bytes.
    package init(uri: ExactString, issuedAt: Timestamp, capacity: Int) throws(StatusListError) {
        guard (1...Self.maximumCount).contains(capacity) else {
            throw StatusListError(.outOfRange, "a status list has 1 to \(Self.maximumCount) entries")
        }
        try self.init(
            uri: uri,
            issuedAt: issuedAt,
            expires: nil,
            bits: 1,
            bytes: [UInt8](repeating: 0, count: (capacity + 7) / 8)
        )
    }

    init(
        uri: ExactString,
        issuedAt: Timestamp,
        expires: Timestamp?,
        bits: Int,
        bytes: [UInt8]
    ) throws(StatusListError) {
        guard [1, 2, 4, 8].contains(bits) else {
            throw StatusListError(.malformed, "expected 1, 2, 4 or 8 bits for each status, found \(bits)")
        }
        guard bytes.count * 8 / bits <= Self.maximumCount else {
            throw StatusListError(.tooLarge, "the list has more than \(Self.maximumCount) entries")
        }
        self.uri = uri
        self.issuedAt = issuedAt
        self.expires = expires
        self.bits = bits
        self.bytes = bytes
    }

    /// How many warrants it has room for.
    package var count: Int { bytes.count * 8 / bits }

    /// The value at an index, or nil when the list does not reach so far; 0 is valid, 1 revoked, 2 suspended.
    package subscript(index: Int64) -> UInt8? {
        guard let index = Int(exactly: index), (0..<count).contains(index) else { return nil }
        let position = index * bits
        return bytes[position / 8] >> UInt8(position % 8) & UInt8((1 << bits) - 1)
    }

    /// How many warrants are marked as anything but valid.
    package var revokedCount: Int {
        bits == 1 ? bytes.reduce(0) { $0 + $1.nonzeroBitCount } : (0..<count).count { self[Int64($0)] != 0 }
    }

    /// Marks a warrant as revoked, in a list that will be issued at `time`.
    package mutating func revoke(_ index: Int64, at time: Timestamp) throws(StatusListError) {
        guard self[index] != nil else {
            throw StatusListError(.outOfRange, "the list has \(count) entries; `\(index)` is not one of them")
        }
        let position = Int(index) * bits
        bytes[position / 8] &= ~(UInt8((1 << bits) - 1) << UInt8(position % 8))
        bytes[position / 8] |= 1 << UInt8(position % 8)
        issuedAt = max(issuedAt, Timestamp(seconds: time.seconds))
    }

    /// The same list, issued again at a moment.
    package func reissued(at time: Timestamp) -> StatusList {
        var list = self
        list.issuedAt = max(issuedAt, Timestamp(seconds: time.seconds))
        return list
    }

    /// Entries of a list: 2^20, which packed one bit each are 128 KiB.
    package static let maximumCount = 1 << 20
}
