package import Cryptography
internal import Decisions
package import StrictJSON

/// What a log says about one warrant.
package struct RecordedUses: Sendable, Hashable {
    /// Uses counted, less those that were given back because the core refused before any matching.
    package internal(set) var used: Int64 = 0
    /// How many uses the gate took the order to allow, each number that it named.
    package internal(set) var maxima: Set<Int64> = []
    /// Decisions under the warrant that were refused.
    package internal(set) var refused = 0
    /// The first decision under it.
    package internal(set) var first: Int64
    /// The last decision under it.
    package internal(set) var last: Int64
    /// When the last decision was.
    package internal(set) var lastTime: Timestamp
    /// Who used it.
    package internal(set) var organisations: Set<ExactString> = []

    init(_ entry: LogEntry) {
        first = entry.index
        last = entry.index
        lastTime = entry.time
    }

    mutating func add(_ entry: LogEntry) {
        last = entry.index
        lastTime = entry.time
        if let name = entry.body["facts"]?["organisation"]?.string { organisations.insert(name) }
        if let use = entry.use {
            used += 1
            maxima.insert(use.maximum)
        } else {
            refused += 1
        }
    }
}
