package import Cryptography
package import Decisions
internal import StrictJSON

/// An entry's personal values as an overseer opened them, each held against the entry's commitment to it.
package struct RevealedPersonal: Sendable {
    /// The entry.
    package let entry: LogEntry
    /// The values, each of which the entry commits to.
    package let values: [PersonalValue]

    /// Opens the values of an entry of a database.
    ///
    /// - Throws: `missing` when none are kept, `wrongKey`, `damaged` when a value is not what the entry commits to.
    package init(at index: Int64, in source: SQLiteSource, key: X25519Key) throws {
        entry = try LogEntry(leaf: source.leaf(at: index).bytes)
        guard let stored = try source.sealedPersonal(at: index) else {
            let isCommitted = entry.body["commitments"] != nil
            throw AuditLogError(
                .missing,
                "\(source.place): entry \(index): "
                    + (isCommitted
                        ? "its personal values are not kept, or were erased; `redaction` entries say which"
                        : "it has no personal values")
            )
        }
        guard let object = try JSONValue.parse(stored).object else {
            throw AuditLogError(
                .damaged,
                "\(source.place): entry \(index): the encrypted values cannot be read"
            )
        }
        values = try SealedPersonal(object).open(
            with: key,
            origin: entry.origin.value,
            bodyDigest: .of(entry.body.canonical())
        )
        let commitments = entry.body["commitments"]?.object ?? [:]
        for value in values
        where commitments[value.name]?.string?.value.utf8.elementsEqual(value.commitment.hex.utf8) != true {
            throw AuditLogError(
                .damaged,
                "\(source.place): entry \(index): the value of `\(value.name)` is not what the entry commits to"
            )
        }
    }
}
