import Foundation
import Support

extension Benchmark {
    /// Whether deciding takes memory.
    static let cedarAllocations = Benchmark(
        name: "cedar-allocations",
        summary: "calls of malloc in a decision, each one recorded by glibc, for 500 policies"
    ) { surroundings in
        // A missing archive is said here, not by the process that is started.
        _ = try BrokerSet.archive()
        return try await surroundings.withFolder { folder in
            try DecidingForm.allCases.map { form in
                let trace = "\(folder)/\(form.rawValue)"
                let calls = try AllocationTrace.record(form, to: trace)
                // The method must be able to find something: the plain evaluator is known to allocate.
                guard form != .plain || calls > form.decisions else {
                    throw WrongAnswer("\(calls) allocations by the plain evaluator, which makes many")
                }
                return Figure(
                    form.quantity,
                    Double(calls) / Double(form.decisions),
                    "mallocs",
                    note:
                        "\(calls.grouped) calls in \(form.decisions.grouped) decisions, recorded by glibc's mtrace"
                )
            }
        }
    }
}

/// How requests are decided while allocations are counted.
enum DecidingForm: String, CaseIterable {
    /// Names looked up before.
    case prepared
    /// Names looked up with each request.
    case lookedUp
    /// Names looked up, and the request held against the schema.
    case held
    /// By the plain evaluator, which allocates: the proof that the count sees what there is.
    case plain

    /// How many decisions are watched; few where each fills pages of the record.
    var decisions: Int { self == .plain ? 100 : 100_000 }

    /// What the row is called.
    var quantity: String {
        switch self {
        case .prepared: "500 policies, prepared"
        case .lookedUp: "500 policies, names looked up"
        case .held: "500 policies, held against the schema"
        case .plain: "500 policies, plain evaluator"
        }
    }
}

/// The record of allocations that glibc's `mtrace` writes.
enum AllocationTrace {
    /// Has this program decide in a process of its own whose allocations are recorded; how many there were.
    static func record(_ form: DecidingForm, to path: String) throws -> Int {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        child.arguments = ["count-allocations", form.rawValue]
        child.environment = ProcessInfo.processInfo.environment
            .merging(["LD_PRELOAD": "libc_malloc_debug.so.0", "MALLOC_TRACE": path]) { $1 }
        try child.run()
        child.waitUntilExit()
        guard child.terminationStatus == 0 else {
            throw WrongAnswer("count-allocations ended with \(child.terminationStatus)")
        }
        guard let bytes = try? TestFiles.bytes(atPath: path) else {
            throw NotAvailable("mtrace recorded nothing: glibc's libc_malloc_debug.so.0 is missing")
        }
        return try calls(in: bytes)
    }

    /// The allocations in a record: `@ CALLER + ADDRESS SIZE` for a new block, `>` for one that was moved or resized.
    private static func calls(in record: [UInt8]) throws -> Int {
        let lines = record.split(separator: 0x0a)
        guard let first = lines.first, let last = lines.last, first.elementsEqual("= Start".utf8),
            last.elementsEqual("= End".utf8)
        else { throw WrongAnswer("a record of allocations that does not start or end") }
        return lines.count { line in
            let fields = line.split(separator: 0x20).suffix(3)
            guard fields.count == 3, let kind = fields.first, kind.count == 1 else { return false }
            return kind.first == UInt8(ascii: "+") || kind.first == UInt8(ascii: ">")
        }
    }
}
