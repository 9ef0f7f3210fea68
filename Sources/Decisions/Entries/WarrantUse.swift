package import Cryptography

/// One use of a warrant, to be counted in the transaction that writes the decision.
package struct WarrantUse: Hashable, Sendable {
    /// The keyed digest of issuer and `jti`; what uses are counted by.
    package let key: SHA256Digest
    /// How many uses the order allows in all, at least 1.
    package let maximum: Int64

    /// A use of the warrant of a key.
    package init(key: SHA256Digest, maximum: Int64) {
        self.key = key
        self.maximum = maximum
    }
}

/// A use as it was counted: the `number`th of `maximum`, from 1.
package struct CountedUse: Hashable, Sendable {
    /// Which use this is, from 1.
    package let number: Int64
    /// How many there may be.
    package let maximum: Int64

    /// A counted use.
    package init(number: Int64, maximum: Int64) {
        self.number = number
        self.maximum = maximum
    }
}
