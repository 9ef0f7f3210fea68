package import Cryptography
package import StrictJSON

/// What a bundle says about itself, in `bundle.json`.
package struct BundleAbout: Hashable, Sendable {
    /// The name, such as `police-moratorium`.
    package let name: ExactString
    /// The version, from 1.
    package let version: Int64
    /// Whether it belongs to a root made for trying things out.
    package let isDemonstration: Bool
    /// From when it permits nothing any more.
    package let expires: Timestamp?

    /// What a bundle says about itself.
    package init(name: ExactString, version: Int64, isDemonstration: Bool, expires: Timestamp? = nil) {
        self.name = name
        self.version = version
        self.isDemonstration = isDemonstration
        self.expires = expires
    }
}

extension BundleAbout: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        name = try object.registeredName("name")
        version = try object.integer("version", in: 1...JSONInteger.largest)
        isDemonstration = try object.bool("demonstration")
        expires = try object.optionalTimestamp("expires")
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "name": .string(name), "version": .integer(version), "demonstration": .bool(isDemonstration),
        ]
        object.appendPresent("expires", expires)
        return object
    }
}

extension BundleAbout {
    /// The file `bundle.json`.
    package var file: BundleFile { BundleFile(path: "bundle.json", bytes: ReadableJSON.bytes(.object(json))) }
}
