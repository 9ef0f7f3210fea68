package import Cryptography
package import StrictJSON

/// A value about a person or a case, with the salt of its commitment; it never stands in a leaf.
package struct PersonalValue: Hashable, Sendable {
    /// Which value it is, such as `case` or `docket`.
    package let name: ExactString
    /// The value in clear.
    package let value: ExactString
    /// 16 random bytes.
    package let salt: [UInt8]

    /// A value with its salt.
    package init(name: ExactString, value: ExactString, salt: [UInt8]) {
        self.name = name
        self.value = value
        self.salt = salt
    }

    /// What the leaf carries: HMAC-SHA-256 over the name, a zero byte and the value, keyed with the salt.
    package var commitment: SHA256Digest {
        HMACSHA256.authenticate(name.bytes + [0] + value.bytes, key: salt)
    }
}
