import Cedar
import Cryptography
import Decisions
import StrictJSON
import Support
import Testing

/// The engine decides in the fast form; the trace shows how each policy fares by the plain evaluator.
@Suite("The engine beside the plain evaluator")
struct ReferenceTests {
    @Test(
        "random requests are decided as the plain evaluator decides, with the same policies, errors and words",
        arguments: [
            [], ["amazon-2020", "amazon-2021"], ["aws-thresholds", "microsoft-2020"],
            ["clearview-2020", "ibm-2020", "justice-in-policing-2020"],
        ]
    )
    func agrees(_ library: [String]) throws {
        let engine = try WorkingSet.engine(adding: [Self.failing], library: library)
        var random = SeededGenerator(seed: 22_11_2026)
        var (allowed, failed, refused) = (0, 0, 0)
        for _ in 0..<600 {
            let facts = try Self.facts(&random)
            let trace = engine.trace(of: facts)
            let recorded = trace.ruling.recorded
            #expect(engine.isAllowed(facts) == recorded.isAllowed)
            guard !trace.principals.isEmpty else { continue }
            let expected = Self.expected(trace.principals)
            #expect(recorded == expected, "\(facts.json)")
            if recorded.isAllowed { allowed += 1 } else { refused += 1 }
            failed += recorded.errors.count
        }
        // Under ibm-2020 nobody is allowed anything.
        #expect((allowed > 30 || library.contains("ibm-2020")) && refused > 30 && failed > 30)
    }

    @Test("the order of policies changes nothing of a decision")
    func order() throws {
        let one = try WorkingSet.engine(adding: [Self.failing], library: ["amazon-2020", "aws-thresholds"])
        let files = try WorkingSet.policies(library: ["amazon-2020", "aws-thresholds"]) + [Self.failing]
        var random = SeededGenerator(seed: 7)
        for round in 0..<4 {
            // Policies stand in the order of their files' names, so other names make another order.
            let renamed = files.shuffled(using: &random).enumerated().map { number, file in
                file.path == "schema.cedarschema"
                    ? file : BundleFile(path: ExactString("p\(number)-\(round).cedar"), bytes: file.bytes)
            }
            let other = try Engine(
                try Bundle(files: renamed + WorkingSet.registry.files() + [WorkingSet.about.file])
            )
            for _ in 0..<100 {
                let facts = try Self.facts(&random)
                let (left, right) = (one.ruling(on: facts), other.ruling(on: facts))
                #expect(left.isAllowed == right.isAllowed)
                #expect(left.recorded.determining == right.recorded.determining)
                #expect(left.recorded.reasons == right.recorded.reasons)
                #expect(left.recorded.errors.map(\.policy) == right.recorded.errors.map(\.policy))
            }
        }
    }

    @Test("a permit that is added never turns an allowance into a refusal")
    func addingPermits() throws {
        let base = try WorkingSet.engine()
        var random = SeededGenerator(seed: 99)
        var turned = 0
        for (number, scope) in Self.scopes.enumerated() {
            let permit = WorkingSet.policy("@id(\"added-\(number)\") permit (\(scope));")
            let engine = try WorkingSet.engine(adding: [permit])
            for _ in 0..<100 {
                let facts = try Self.facts(&random)
                let (before, after) = (base.isAllowed(facts), engine.isAllowed(facts))
                #expect(after || !before, "\(scope) refused \(facts.json)")
                if after != before { turned += 1 }
            }
        }
        #expect(turned > 0)
    }

    @Test("a request that the schema does not have is refused, says so, and its entry decides the same again")
    func unfit() throws {
        var files = try WorkingSet.policies()
        let schema = try #require(files.first { $0.path == "schema.cedarschema" })
        let text = String(decoding: schema.bytes, as: UTF8.self)
        for (line, fault) in [
            ("    clientAddress?: ipaddr,\n", "context: unknown attribute `clientAddress`"),
            ("    maxResults?: Long,\n    onBehalfOf", "context: unknown attribute `maxResults`"),
        ] {
            let narrowed = text.replacing(line, with: line.hasSuffix("onBehalfOf") ? "    onBehalfOf" : "")
            #expect(narrowed != text)
            files.removeAll { $0.path == "schema.cedarschema" }
            files.append(BundleFile(path: "schema.cedarschema", bytes: Array(narrowed.utf8)))
            let engine = try Engine(
                try Bundle(files: files + WorkingSet.registry.files() + [WorkingSet.about.file])
            )
            let facts = try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .missingChild)
            #expect(try WorkingSet.engine().isAllowed(facts))
            let ruling = engine.ruling(on: facts)
            #expect(!engine.isAllowed(facts) && !ruling.isAllowed)
            #expect(ruling.recorded.reasons == [.policyError])
            #expect(ruling.recorded.errors.map(\.policy) == ["schema.cedarschema"])
            #expect(ruling.recorded.errors.first?.message.value.hasPrefix(fault) == true)
            let entry = ruling.draft(in: DecisionSetting(requestID: "r", generation: 1, bundleActivatedAt: 0))
            let again = engine.redecide(try DecisionRecord(entry.body))
            #expect(again.isSame, "\(again.differences)")
        }
    }

    @Test("deciding on several threads at once gives what one thread gives")
    func threads() async throws {
        let engine = try WorkingSet.engine(library: ["amazon-2020"])
        var random = SeededGenerator(seed: 5)
        let list = try (0..<200).map { _ in try Self.facts(&random) }
        let expected = list.map { engine.ruling(on: $0) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 { group.addTask { list.map { engine.ruling(on: $0) } == expected } }
            for await isSame in group { #expect(isSame) }
        }
    }

    /// What an entry must say, from how each policy fared.
    private static func expected(_ principals: [PrincipalTrace]) -> RecordedRuling {
        func ids(_ effect: Effect) -> [ExactString] {
            Set(principals.flatMap(\.matched).filter { $0.effect == effect }.map(\.id.name)).sorted()
        }
        var errors: Set<RecordedRuling.PolicyFault> = []
        for policy in principals.flatMap(\.failed) {
            guard case .failed(let error, _) = policy.outcome else { continue }
            let message = ExactString(error.located(in: policy.policy.source))
            errors.insert(.init(policy: policy.id.name, message: message))
        }
        if let problem = principals.compactMap(\.schemaProblem).first {
            errors.insert(.init(policy: "schema.cedarschema", message: ExactString(problem)))
        }
        let isAllowed =
            errors.isEmpty && ids(.forbid).isEmpty
            && principals.allSatisfy { $0.matched.contains { $0.effect == .permit } }
        var reasons: [ReasonCode] = []
        for policy in principals.flatMap(\.matched).sorted(by: { $0.id < $1.id })
        where policy.effect == .forbid {
            let reason = policy.policy.annotation("reason").flatMap(ReasonCode.init(exact:)) ?? .policyError
            if !reasons.contains(reason) { reasons.append(reason) }
        }
        if !errors.isEmpty { reasons.append(.policyError) }
        return RecordedRuling(
            isAllowed: isAllowed,
            determining: ids(isAllowed ? .permit : .forbid),
            errors: errors.sorted { ($0.policy, $0.message) < ($1.policy, $1.message) },
            reasons: isAllowed ? [] : reasons.isEmpty ? [.defaultDeny] : reasons
        )
    }

    /// A policy that has no value for many results.
    private static let failing = WorkingSet.policy(
        """
        @id("failing") @reason("jurisdiction_ban") @notice("n") @source("s")
        forbid (principal, action in Action::"Match", resource)
        when { context has maxResults && context.maxResults * 1000000000000000 > 9000000000000000000 };
        """,
        named: "failing.cedar"
    )

    private static let scopes = [
        "principal, action, resource", "principal in Class::\"police\", action, resource",
        "principal, action in Action::\"Match\", resource is Collection",
        "principal == Organisation::\"other-charity\", action, resource == Collection::\"trafficking\"",
    ]

    private static func facts(_ random: inout SeededGenerator) throws -> RequestFacts {
        func any<T>(_ choices: [T], _ random: inout SeededGenerator, or other: T) -> T {
            choices.randomElement(using: &random) ?? other
        }
        let names = WorkingSet.registry.organisations.map(\.name)
        let collections: [ExactString] = ["mugshots", "missing-children", "trafficking", "case-1", "absent"]
        let owned = Int.random(in: 0..<3, using: &random) == 0
        var facts = try WorkingSet.search(
            by: owned ? "icmec" : any(names, &random, or: "icmec"),
            in: owned ? "missing-children" : any(collections, &random, or: "mugshots"),
            purpose: owned ? .missingChild : Purpose.allCases.randomElement(using: &random),
            source: owned ? .phone : ImageSource.allCases.randomElement(using: &random),
            threshold: any([800_000, 950_000, 990_000, 1_000_000], &random, or: 0),
            warrant: Bool.random(using: &random) ? WorkingSet.warrant : .absent
        )
        if !owned { facts.operation = any(OperationCatalogue.all, &random, or: facts.operation) }
        facts.maximumResults = any([nil, 5, 100, 100_000], &random, or: nil)
        facts.claims.hasReview = Bool.random(using: &random)
        facts.claims.offenceClass = any([nil, "violent_felony", "fraud"], &random, or: nil)
        facts.clientAddress = any([nil, "192.0.2.7", "2001:db8::1"], &random, or: nil)
        facts.isRelabelled = Bool.random(using: &random)
        if Bool.random(using: &random) {
            facts.now = Timestamp(seconds: any([1_600_000_000, 1_650_000_000], &random, or: 0))
        }
        if Int.random(in: 0..<4, using: &random) == 0 { facts.onBehalfOf = any(names, &random, or: "icmec") }
        return facts
    }
}
