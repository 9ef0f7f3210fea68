import Cedar
import CedarConformance
import StrictJSON
import Support

extension Benchmark {
    /// The applications with which Cedar's authors measured it.
    static let cedarApplications = Benchmark(
        name: "cedar-applications",
        summary: "the applications of the OOPSLA 2024 paper on Cedar: gdrive, github, tinytodo"
    ) { surroundings in
        let archive = try SharedArchive.read("cedar/oopsla.tar.gz")
        let peer = try await surroundings.withFolder { folder in
            let files = try archive.paths(suffix: ".json").map { path in
                let file = "\(folder)/\(path.split(separator: "/").last ?? "")"
                try TestFiles.write(try archive.bytes(path), toPath: file)
                return file
            }
            return try CedarPeer.measure(files)
        }
        return try ["gdrive", "github", "tinytodo"].flatMap { name in
            try Application(name, in: archive).figures(beside: peer)
        }
    }
}

/// One application: many small worlds with the same rules, and their requests.
private struct Application {
    let name: String
    private let worlds: [CompiledEntities]
    private let requests: [(world: Int, request: CedarRequest)]

    init(_ name: String, in archive: TarArchive) throws {
        let schema = try Schema.parse("", file: "none")
        var worlds: [CompiledEntities] = []
        var requests: [(world: Int, request: CedarRequest)] = []
        for path in archive.paths(suffix: ".json") where path.hasPrefix("oopsla/\(name)-") {
            let json = try JSONValue.parse(try archive.bytes(path), limits: CorpusRunner.limits)
            guard let policies = json["policies"]?.string?.value, let entities = json["entities"] else {
                throw WrongAnswer("\(path) holds no policies and entities")
            }
            requests += try (json["requests"]?.array ?? []).map {
                (worlds.count, try CorpusRunner.request($0, schema))
            }
            worlds.append(
                CompiledEntities(
                    try Entities(json: entities.serialized()),
                    CompiledPolicies(try PolicySet.parse(policies, file: path))
                )
            )
        }
        guard !requests.isEmpty else { throw WrongAnswer("no files of \(name) in the archive") }
        self.name = name
        self.worlds = worlds
        self.requests = requests
    }

    /// The times; every answer, with its reasons, must be the plain evaluator's, and as many allowed as by the peer.
    func figures(beside peer: CedarPeer?) throws -> [Figure] {
        let prepared = requests.map { CompiledRequest($0.request, over: worlds[$0.world]) }
        var answers: [AuthorizationResult] = []
        let plain = Samples(requests.count, warmUp: 0) { number in
            let world = worlds[requests[number].world]
            let policies = world.policies.source
            answers.append(
                Authorizer().authorize(requests[number].request, policies: policies, entities: world.source)
            )
        }
        var wrong = prepared.indices.count { prepared[$0].authorize() != answers[$0] }
        var verdict = Verdict()
        let deciding = Samples(requests.count, warmUp: requests.count, repeats: 32) { number in
            prepared[number].decide(&verdict)
            if verdict.decision != answers[number].decision { wrong += 1 }
        }
        var deciders = worlds.map { Decider($0) }
        let lookedUp = Samples(requests.count, warmUp: requests.count, repeats: 32) { number in
            let (world, request) = requests[number]
            deciders[world].decide(request)
            if deciders[world].verdict.decision != answers[number].decision { wrong += 1 }
        }
        let allowed = answers.count { $0.decision == .allow }
        guard wrong == 0 else {
            throw WrongAnswer("\(name): \(wrong) answers differ from the plain evaluator's")
        }
        let size = "\(requests.count.grouped) requests in \(worlds.count) worlds, \(allowed.grouped) allowed"
        let note = "\(size), as by the plain evaluator; goal under 1" + CedarPeer.absence(peer)
        let own = [
            Figure("\(name), prepared", deciding.median, "µs", note: note),
            Figure("\(name), names looked up", lookedUp.median, "µs"),
            Figure("\(name), plain evaluator", plain.median, "µs"),
        ]
        guard let peer else { return own }
        let theirs = Int(try peer.number(name, "allowed"))
        guard theirs == allowed else {
            throw WrongAnswer("\(name): \(peer.name) allows \(theirs), the plain evaluator \(allowed)")
        }
        let time = try peer.number(name, "decision")
        return own + [Figure("\(name), Rust Cedar", time, "µs", note: peer.engineNote)]
    }
}
