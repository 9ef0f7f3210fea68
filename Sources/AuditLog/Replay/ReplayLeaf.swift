internal import Cryptography
internal import Decisions
internal import StrictJSON
internal import TransparencyLog

/// One leaf as replay needs it: hashed, and read as far as deciding again asks for.
struct ReplayLeaf: Sendable {
    enum Content: Sendable {
        /// A decision, or why its body is none, with the bundle that it names as deciding.
        case decision(Result<DecisionRecord, JSONError>, deciding: BundleInForce?)
        /// Another entry, and the bundle that it puts in force.
        case other(activated: SHA256Digest?)
        /// Bytes that are no entry of a known shape.
        case unreadable(JSONError)
    }

    let index: Int64
    let hash: SHA256Digest
    let content: Content

    /// Reads and hashes a leaf; `memory` knows outcomes, which are half of a log.
    init(_ stored: StoredLeaf, _ memory: inout PatternMemory) {
        index = stored.index
        hash = MerkleHash.leaf(stored.bytes)
        guard memory.links(of: stored.bytes) == nil else {
            content = .other(activated: nil)
            return
        }
        do throws(JSONError) {
            let entry = try LogEntry(leaf: stored.bytes)
            guard entry.type == .decision else {
                if entry.type == .outcome, (try? EntryForm.check(entry, at: stored.index))?.isEmpty == true {
                    memory.remember(stored.bytes, entry)
                }
                content = .other(activated: EntryMeaning.activatedBundle(entry.type, entry.body))
                return
            }
            content = .decision(
                Self.record(entry),
                deciding: EntryMeaning.decidingBundle(entry.type, entry.body)
            )
        } catch {
            content = .unreadable(error)
        }
    }

    private static func record(_ entry: LogEntry) -> Result<DecisionRecord, JSONError> {
        do throws(JSONError) { return .success(try DecisionRecord(entry.body)) } catch {
            return .failure(error)
        }
    }
}
