import ArgumentParser
import Cedar

/// Decides requests while glibc records allocations; what the benchmark of allocations starts.
///
/// The record goes to the file that `MALLOC_TRACE` names, and needs `libc_malloc_debug.so.0` preloaded.
struct CountAllocationsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count-allocations",
        abstract: "Decides while allocations are recorded; what the benchmark of allocations starts.",
        shouldDisplay: false
    )

    @Argument(help: "How requests are decided.")
    var form: DecidingForm

    func run() throws {
        let set = try BrokerSet(500, in: try BrokerSet.archive())
        let compiled = CompiledEntities(set.entities, CompiledPolicies(set.policies))
        var allowed = 0
        switch form {
        case .prepared:
            let ready = set.requests.map { CompiledRequest($0, over: compiled) }
            var verdict = Verdict()
            record(among: ready.count) { number in
                ready[number].decide(&verdict)
                if verdict.decision == .allow { allowed += 1 }
            }
        case .lookedUp, .held:
            let schema = form == .held ? set.schema : nil
            var decider = Decider(CompiledEntities(set.entities, compiled.policies, schema: schema))
            record(among: set.requests.count) { number in
                decider.decide(set.requests[number])
                if decider.verdict.decision == .allow, decider.fitsSchema != false { allowed += 1 }
            }
        case .plain:
            record(among: set.requests.count) { number in
                let request = set.requests[number]
                let result = Authorizer().authorize(request, policies: set.policies, entities: set.entities)
                if result.decision == .allow { allowed += 1 }
            }
        }
        guard allowed > 0 else { throw WrongAnswer("nothing was allowed") }
    }

    /// Decides every request once, and then as many as are watched while allocations are recorded.
    private func record(among requests: Int, _ decide: (Int) -> Void) {
        for number in 0..<requests { decide(number) }
        startRecording()
        for number in 0..<form.decisions { decide(number % requests) }
        stopRecording()
    }
}

extension DecidingForm: ExpressibleByArgument {}

// Of <mcheck.h>, which the module of the C library leaves out; the names are bound when the program is linked, so
// that the loader finds the ones of the preloaded library.
@_silgen_name("mtrace") private func startRecording()
@_silgen_name("muntrace") private func stopRecording()
