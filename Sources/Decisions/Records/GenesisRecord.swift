package import StrictJSON

/// The first entry of a log: whose it is, and which bundle is in force from the start.
package struct GenesisRecord: Hashable, Sendable {
    /// The program's version.
    package let software: ExactString
    /// The log's verifier key, in signed-note form.
    package let logKey: ExactString
    /// The bundle in force until another is activated.
    package let bundle: BundleReference
    /// Whether the root is one made for trying things out.
    package let isDemonstration: Bool
    /// The last checkpoint known of the log that this one replaces, if it replaces one.
    package let previousCheckpoint: ExactString?

    /// The genesis of a log.
    package init(
        software: ExactString,
        logKey: ExactString,
        bundle: BundleReference,
        isDemonstration: Bool,
        previousCheckpoint: ExactString? = nil
    ) {
        self.software = software
        self.logKey = logKey
        self.bundle = bundle
        self.isDemonstration = isDemonstration
        self.previousCheckpoint = previousCheckpoint
    }
}

extension GenesisRecord: EntryBody {
    package static let entryType = EntryType.genesis

    package init(reading object: inout ClosedObject) throws(JSONError) {
        software = try object.string("software")
        logKey = try object.string("logKey")
        bundle = try object.record("bundle")
        isDemonstration = try object.bool("demonstration")
        previousCheckpoint = try object.optionalString("previousCheckpoint")
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "software": .string(software), "logKey": .string(logKey), "bundle": .object(bundle.json),
            "demonstration": .bool(isDemonstration),
        ]
        object.appendPresent("previousCheckpoint", previousCheckpoint)
        return object
    }
}
