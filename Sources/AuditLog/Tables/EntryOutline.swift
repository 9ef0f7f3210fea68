package import Cryptography
package import Decisions
package import StrictJSON

/// The few members of an entry that people search and sort by; whatever the entry does not have is absent.
package struct EntryOutline: Sendable, Hashable {
    /// The entry's index.
    package let index: Int64
    /// Its time.
    package let time: Timestamp
    /// Its type.
    package let type: EntryType
    /// Who asked, or whom it is about.
    package let organisation: ExactString?
    /// Whom they acted for.
    package let onBehalfOf: ExactString?
    /// The classes of who asked and of whom they acted for.
    package let classes: [ExactString]
    /// The operation.
    package let operation: ExactString?
    /// The collection.
    package let collection: ExactString?
    /// Whether a decision allowed the request.
    package let isAllowed: Bool?
    /// The policies that decided.
    package let rules: [ExactString]
    /// Why it was refused.
    package let reasons: [ExactString]
    /// The keyed digest of the warrant.
    package let warrant: SHA256Digest?
    /// The warrant's use as it was counted.
    package let use: CountedUse?
    /// The version of the bundle that decided, or that is put in force.
    package let bundleVersion: Int64?
    /// The decision that an outcome belongs to.
    package let decision: Int64?
    /// How many results an outcome released.
    package let released: Int64?

    /// What an entry says of itself; never fails, since members of another shape count as absent.
    package init(_ entry: LogEntry) {
        let body = entry.body
        let facts = body["facts"]
        index = entry.index
        time = entry.time
        type = entry.type
        organisation = (facts?["organisation"] ?? body["organisation"])?.string
        onBehalfOf = facts?["onBehalfOf"]?.string
        let principals = body["principals"]?.array ?? []
        classes = Set(principals.flatMap { $0["classes"]?.array ?? [] }.compactMap(\.string)).sorted()
        operation = facts?["operation"]?.string
        collection = (facts?["collection"] ?? body["collection"])?.string
        let ruling = body["ruling"]
        isAllowed = (ruling?["decision"]?.string).map { $0 == "allow" }
        rules = (ruling?["determining"]?.array ?? []).compactMap(\.string)
        reasons = (ruling?["reasons"]?.array ?? []).compactMap(\.string)
        warrant = EntryMeaning.warrant(entry.type, body)
        use = entry.use
        bundleVersion = body["bundle"]?["version"]?.integer
        decision = entry.type == .outcome ? body["decision"]?.integer : nil
        released = body["released"]?["count"]?.integer
    }
}
