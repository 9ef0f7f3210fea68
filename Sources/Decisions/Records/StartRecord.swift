package import Cryptography
package import StrictJSON

/// The gate started: which program, under which bundle.
package struct StartRecord: Hashable, Sendable {
    /// The program's version.
    package let software: ExactString
    /// The digest of the executable file.
    package let executable: SHA256Digest
    /// The bundle in force.
    package let bundle: BundleReference

    /// A start of a program under a bundle.
    package init(software: ExactString, executable: SHA256Digest, bundle: BundleReference) {
        self.software = software
        self.executable = executable
        self.bundle = bundle
    }
}

extension StartRecord: EntryBody {
    package static let entryType = EntryType.start

    package init(reading object: inout ClosedObject) throws(JSONError) {
        software = try object.string("software")
        executable = try object.digest("executable")
        bundle = try object.record("bundle")
    }

    package var json: JSONObject {
        ["software": .string(software), "executable": .digest(executable), "bundle": .object(bundle.json)]
    }
}
