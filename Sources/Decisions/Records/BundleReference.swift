package import Cryptography
package import StrictJSON

/// Which bundle: its name and version for people, its digest for everything else.
package struct BundleReference: Hashable, Sendable {
    /// The name that the bundle gives itself.
    package let name: ExactString
    /// The version that the bundle gives itself, from 1.
    package let version: Int64
    /// The digest of the bundle's manifest.
    package let digest: SHA256Digest

    /// A reference by name, version and digest.
    package init(name: ExactString, version: Int64, digest: SHA256Digest) {
        self.name = name
        self.version = version
        self.digest = digest
    }
}

extension BundleReference: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        name = try object.string("name")
        version = try object.integer("version", in: 1...JSONInteger.largest)
        digest = try object.digest("digest")
    }

    package var json: JSONObject {
        ["name": .string(name), "version": .integer(version), "digest": .digest(digest)]
    }
}

/// The integers of the log's canonical profile.
enum JSONInteger {
    /// 2^53 - 1.
    static let largest: Int64 = (1 << 53) - 1
}
