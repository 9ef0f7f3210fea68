import Cedar

extension Benchmark {
    /// The policy language alone, on policy sets like a broker's.
    static let cedar = Benchmark(
        name: "cedar",
        summary:
            "the policy language alone, on sets of 5, 50, 500 and 10,000 policies with 1,000 requests each"
    ) { surroundings in
        let archive = try BrokerSet.archive()
        var sets = try [5, 50, 500].map { try BrokerSet($0, in: archive) }
        if let last = sets.last { sets.append(try last.extended(to: 10_000)) }
        // On the largest set the peer takes a minute.
        let small = sets.filter(\.isKnown)
        let peer = try await surroundings.withFolder { try CedarPeer.broker(small, in: $0) }
        var figures: [Figure] = []
        var runs: [Int: BrokerRun] = [:]
        for set in sets {
            let run = try BrokerRun(set, among: sets)
            figures += run.figures(beside: peer)
            if let peer, set.isKnown { figures.append(try peer.row(for: set)) }
            runs[set.count] = run
        }
        guard let few = runs[500], let many = runs[10_000] else { return figures }
        return figures + many.ratios(to: few)
    }
}

/// The times of one policy set, whose every answer must be the plain evaluator's.
private struct BrokerRun {
    let set: BrokerSet
    private let prepared: Samples
    private let lookedUp: Samples
    private let held: Samples
    private let inTurn: Samples
    private let plain: Samples

    /// Measures a set; the answers of the largest are those of the one it was made of, and the evaluator is slow on it.
    init(_ set: BrokerSet, among sets: [BrokerSet]) throws {
        let requests = set.requests
        let (ownAnswers, plain) = set.plainAnswers(set.isKnown ? .max : 100)
        var answers = ownAnswers
        if !set.isKnown, let origin = sets.last(where: { $0.count < set.count }) {
            answers = origin.plainAnswers().answers
        }
        guard answers.starts(with: ownAnswers), answers.count(where: { $0 }) == set.allowed else {
            throw WrongAnswer("\(set.count) policies: \(answers.count { $0 }) allowed, not \(set.allowed)")
        }
        let compiled = CompiledEntities(set.entities, CompiledPolicies(set.policies))
        let ready = requests.map { CompiledRequest($0, over: compiled) }
        var (verdict, decider, wrong) = (Verdict(), Decider(compiled), 0)
        prepared = Samples(requests.count, warmUp: requests.count, repeats: 32) { number in
            ready[number].decide(&verdict)
            if (verdict.decision == .allow) != answers[number] { wrong += 1 }
        }
        lookedUp = Samples(requests.count, warmUp: requests.count, repeats: 32) { number in
            decider.decide(requests[number])
            if (decider.verdict.decision == .allow) != answers[number] { wrong += 1 }
        }
        decider = Decider(CompiledEntities(set.entities, compiled.policies, schema: set.schema))
        held = Samples(requests.count, warmUp: requests.count, repeats: 32) { number in
            decider.decide(requests[number])
            let isAllowed = decider.verdict.decision == .allow
            if isAllowed != answers[number] || decider.fitsSchema != true { wrong += 1 }
        }
        let spells = requests.count / Self.spell
        inTurn = Samples(20 * spells, warmUp: spells) { spell in
            for number in (spell % spells * Self.spell)..<((spell % spells + 1) * Self.spell) {
                decider.decide(requests[number])
                if (decider.verdict.decision == .allow) != answers[number] { wrong += 1 }
            }
        }
        guard wrong == 0 else {
            throw WrongAnswer("\(set.count) policies: \(wrong) answers differ from the plain evaluator's")
        }
        self.set = set
        self.plain = plain
    }

    /// How much longer each takes than with fewer policies.
    func ratios(to few: BrokerRun) -> [Figure] {
        let name = "\(set.count.grouped) to \(few.set.count.grouped) policies"
        let inTurn = inTurn.median / few.inTurn.median
        return [
            Figure("\(name), prepared", prepared.median / few.prepared.median, "x", note: "goal at most 1.5"),
            Figure("\(name), held", held.median / few.held.median, "x"),
            Figure("\(name), in turn", inTurn, "x", note: "what is not in the cache included"),
        ]
    }

    /// The rows; the peer's own is added behind them.
    func figures(beside peer: CedarPeer?) -> [Figure] {
        let count = set.count.grouped
        let goal = [5: "; goal 1", 50: "; goal 1.5", 500: "; goal 3"][set.count] ?? ""
        let origin = set.isKnown ? "as Rust Cedar does" : "as the smaller set's"
        let note =
            "allows \(set.allowed) of \(set.requests.count.grouped), \(origin)\(goal)"
            + CedarPeer.absence(peer)
        return [
            Figure("\(count) policies, prepared", prepared.median, "µs", note: note),
            Figure("\(count) policies, names looked up", lookedUp.median, "µs", note: "and decided"),
            Figure(
                "\(count) policies, held against the schema",
                held.median,
                "µs",
                note: "names looked up and decided too"
            ),
            Figure(
                "\(count) policies, the same in turn",
                inTurn.median / Double(Self.spell),
                "µs",
                note: "every time another request: means of \(Self.spell), their median"
            ),
            Figure("\(count) policies, plain evaluator", plain.median, "µs"),
        ]
    }

    /// How many requests one reading of the clock is for where each is another.
    private static let spell = 50
}

extension Int {
    /// The number with a comma before each three digits.
    var grouped: String {
        let digits = String(self)
        return digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : "\(digit)"
        }.joined()
    }
}
