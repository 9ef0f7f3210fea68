/// One thing that can be measured and asked for by name.
struct Benchmark: Sendable {
    /// What `--only` takes.
    let name: String
    /// What it measures, in a line.
    let summary: String
    /// Measures; throws ``NotAvailable`` when something that it needs is missing.
    let run: @Sendable (Surroundings) async throws -> [Figure]

    /// Every benchmark, in the order in which they run.
    static let all: [Benchmark] = [
        .handshake, .resumedHandshake, .keepAlive, .gate, .decision, .warrant, .cedar, .cedarApplications,
        .cedarAllocations, .cedarReading, .append, .start, .audit, .photoToTemplate, .search,
    ]
}

/// Something cannot be measured here.
struct NotAvailable: Error, CustomStringConvertible {
    /// What is missing, and how to get it.
    let description: String

    init(_ description: String) { self.description = description }
}
