internal import Cryptography
internal import Decisions
internal import StrictJSON
internal import TransparencyLog

/// One leaf as replay needs it: hashed, and a decision decided again.
struct ReplayLeaf: Sendable {
    enum Content: Sendable {
        /// A decision that was decided again, with the bundle that it names as deciding and what came out otherwise.
        indirect case decided([Finding], deciding: BundleInForce?)
        /// A decision that comes out as recorded, because it repeats one that did.
        case repeated(EntryPattern)
        /// A decision that cannot be decided again, and why.
        indirect case undecided(Finding, deciding: BundleInForce?)
        /// Another entry, and the bundle that it puts in force.
        case other(activated: SHA256Digest?)
        /// Bytes that are no entry of a known shape.
        indirect case unreadable(Finding)
    }

    let index: Int64
    let hash: SHA256Digest
    let content: Content

    /// Hashes and reads a leaf; `memory` knows entries that came out as recorded, which most others repeat.
    init(_ stored: StoredLeaf, _ memory: inout PatternMemory, _ engines: ReplayEngines) {
        index = stored.index
        hash = MerkleHash.leaf(stored.storage)
        if let pattern = memory.repeated(in: stored.storage)?.pattern {
            content = pattern.links.type == .decision ? .repeated(pattern) : .other(activated: nil)
        } else {
            content = Self.read(stored, &memory, engines)
        }
    }

    /// Reads and decides an entry as if no other were known.
    private static func read(
        _ stored: StoredLeaf,
        _ memory: inout PatternMemory,
        _ engines: ReplayEngines
    ) -> Content {
        do throws(JSONError) {
            let entry = try LogEntry(leaf: stored.bytes)
            guard entry.type == .decision else {
                if entry.type == .outcome, (try? EntryForm.check(entry, at: stored.index))?.isEmpty == true {
                    memory.remember(stored.bytes, entry)
                }
                return .other(activated: EntryMeaning.activatedBundle(entry.type, entry.body))
            }
            return decide(entry, stored, &memory, engines)
        } catch {
            return .unreadable(form(error, stored.index))
        }
    }

    private static func decide(
        _ entry: LogEntry,
        _ stored: StoredLeaf,
        _ memory: inout PatternMemory,
        _ engines: ReplayEngines
    ) -> Content {
        let deciding = EntryMeaning.decidingBundle(entry.type, entry.body)
        let record: DecisionRecord
        do throws(JSONError) { record = try DecisionRecord(entry.body) } catch {
            return .undecided(form(error, stored.index), deciding: deciding)
        }
        let known: ReplayEngines.Known
        do throws(ReplayEngines.Missing) { known = try engines.engine(for: record.bundle.digest) } catch {
            let finding = Finding(
                .bundle,
                index: stored.index,
                field: "bundle",
                expected: "the files of \(error.digest)",
                found: error.reason
            )
            return .undecided(finding, deciding: deciding)
        }
        let findings = known.engine.redecide(record).differences.map { difference in
            Finding(
                .decision,
                index: stored.index,
                field: difference.member.value,
                expected: difference.decided,
                found: difference.recorded
            )
        }
        if findings.isEmpty { memory.remember(stored.bytes, entry, DecidedAgain(record, by: known)) }
        return .decided(findings, deciding: deciding)
    }

    private static func form(_ error: JSONError, _ index: Int64) -> Finding {
        Finding(.form, index: index, field: "leaf", expected: "one canonical entry", found: "\(error)")
    }
}
