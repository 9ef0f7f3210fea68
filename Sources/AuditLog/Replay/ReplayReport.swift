/// What deciding again gave.
package struct ReplayReport: Sendable {
    /// What was read.
    package let place: String
    /// How many entries were read.
    package internal(set) var entries: Int64 = 0
    /// How many decisions were decided again.
    package internal(set) var decisions = 0
    /// How many of them came out in every member as recorded.
    package internal(set) var same = 0
    /// How many bundles decided.
    package internal(set) var bundles = 0
    /// What came out otherwise, and what could not be decided again.
    package internal(set) var findings = FindingList()

    /// Whether everything came out as recorded.
    package var isClean: Bool { findings.isEmpty }

    init(place: String) { self.place = place }
}
