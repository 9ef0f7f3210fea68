package import Cryptography
package import StrictJSON

/// A bundle takes effect with this entry, in place of another.
package struct BundleActivatedRecord: Hashable, Sendable {
    /// The bundle in force from here on.
    package let bundle: BundleReference
    /// The digest of the bundle in force until here.
    package let previous: SHA256Digest
    /// Whether the bundle belongs to a root made for trying things out.
    package let isDemonstration: Bool
    /// The user id of the process that asked for it.
    package let requestedBy: Int64

    /// An activation of a bundle.
    package init(bundle: BundleReference, previous: SHA256Digest, isDemonstration: Bool, requestedBy: Int64) {
        self.bundle = bundle
        self.previous = previous
        self.isDemonstration = isDemonstration
        self.requestedBy = requestedBy
    }
}

extension BundleActivatedRecord: EntryBody {
    package static let entryType = EntryType.bundleActivated

    package init(reading object: inout ClosedObject) throws(JSONError) {
        bundle = try object.record("bundle")
        previous = try object.digest("previous")
        isDemonstration = try object.bool("demonstration")
        requestedBy = try object.integer("requestedBy", in: 0...JSONInteger.largest)
    }

    package var json: JSONObject {
        [
            "bundle": .object(bundle.json), "previous": .digest(previous),
            "demonstration": .bool(isDemonstration), "requestedBy": .integer(requestedBy),
        ]
    }
}
