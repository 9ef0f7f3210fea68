/// A name of a certificate's subject or issuer: compared by its DER, printed on one line.
package struct DistinguishedName: Hashable, Sendable, CustomStringConvertible {
    /// The exact bytes.
    package let der: [UInt8]

    /// One line in the manner of RFC 2253; for people, never for decisions.
    package let description: String

    package static func == (left: DistinguishedName, right: DistinguishedName) -> Bool {
        left.der == right.der
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(der) }
}
