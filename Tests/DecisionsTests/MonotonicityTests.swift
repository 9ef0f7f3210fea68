import Cryptography
import Decisions
import StrictJSON
import Support
import Testing

@Suite("What never loosens")
struct MonotonicityTests {
    @Test("leaving a header out never turns a refusal into an allowance")
    func droppingHeaders() throws {
        let engine = try WorkingSet.engine()
        var random = SeededGenerator(seed: 20_211_120)
        var allowed = 0
        for _ in 0..<1_500 {
            let stated = try Self.facts(&random)
            if engine.ruling(on: stated).isAllowed {
                allowed += 1
                continue
            }
            for dropped in Self.withoutOneHeader(stated) {
                let ruling = engine.ruling(on: dropped)
                #expect(!ruling.isAllowed, "\(stated.json) became \(dropped.json)")
            }
        }
        #expect(allowed > 100, "too few requests were allowed for the test to mean anything")
    }

    @Test("a default purpose gives what stating that purpose gives, and nothing else")
    func defaultPurpose() throws {
        let permit = WorkingSet.policy(
            """
            @id("defaulted")
            permit (principal == Organisation::"defaulted", action in Action::"Match", resource)
            when { context has purpose && context.purpose == "missing_child" };
            """
        )
        let engine = try WorkingSet.engine(adding: [permit])
        let absent = try WorkingSet.search(by: "defaulted", in: "missing-children", purpose: nil)
        let stated = try WorkingSet.search(by: "defaulted", in: "missing-children", purpose: .missingChild)
        #expect(engine.ruling(on: absent).isAllowed && engine.ruling(on: stated).isAllowed)
        #expect(engine.ruling(on: absent).context == engine.ruling(on: stated).context)
        #expect(engine.ruling(on: absent).facts.purpose == nil)
        #expect(engine.effectivePurpose(of: absent) == .missingChild)
    }

    @Test("an absent purpose without a default matches no permit that asks for one")
    func absentPurpose() throws {
        let facts = try WorkingSet.search(by: "icmec", in: "missing-children", purpose: nil)
        let ruling = try WorkingSet.engine().ruling(on: facts)
        #expect(ruling.recorded.reasons == [.defaultDeny])
        #expect(ruling.context?["purpose"] == nil)
    }

    @Test("adding a forbid never turns a refusal into an allowance")
    func addingForbids() throws {
        var random = SeededGenerator(seed: 18_05_2021)
        let base = try WorkingSet.engine()
        for round in 0..<40 {
            let forbid = WorkingSet.policy(
                """
                @id("added-\(round)") @reason("jurisdiction_ban") @notice("n") @source("s")
                forbid (\(Self.principals.randomElement(using: &random) ?? ""),
                    \(Self.actions.randomElement(using: &random) ?? ""), resource)
                \(Self.clauses.randomElement(using: &random) ?? "");
                """
            )
            let engine = try WorkingSet.engine(adding: [forbid])
            for _ in 0..<50 {
                let facts = try Self.facts(&random)
                let before = base.ruling(on: facts).isAllowed
                let after = engine.ruling(on: facts).isAllowed
                #expect(before || !after, "\(forbid) allowed \(facts.json)")
            }
        }
    }

    private static func withoutOneHeader(_ facts: RequestFacts) -> [RequestFacts] {
        var result: [RequestFacts] = []
        func dropping(_ change: (inout RequestFacts) -> Void) {
            var changed = facts
            change(&changed)
            if changed != facts { result.append(changed) }
        }
        dropping { $0.purpose = nil }
        dropping { Self.dropSource(&$0) }
        dropping { $0.claims = Claims() }
        // A token that was presented and failed is a refusal; without it the request stands on its own, and what it is
        // then allowed it would have been allowed before.
        if case .verified = facts.warrant { dropping { $0.warrant = .absent } }
        dropping {
            $0.purpose = nil
            Self.dropSource(&$0)
            $0.claims = Claims()
        }
        // `onBehalfOf` is not among them: acting for oneself is another request, decided by one's own rights.
        return result
    }

    /// An order for a live stream covers no source that is not stated: its verification then ends out of scope.
    private static func dropSource(_ facts: inout RequestFacts) {
        if facts.imageSource == .liveStream, case .verified = facts.warrant {
            facts.warrant = .refused(
                RefusedWarrant(
                    code: .outOfScope,
                    issuer: nil,
                    tokenID: nil,
                    tokenDigest: WorkingSet.certificate
                )
            )
        }
        facts.imageSource = nil
    }

    private static func facts(_ random: inout SeededGenerator) throws -> RequestFacts {
        let names: [ExactString] = [
            "metro-police", "border", "icmec", "thorn", "marinus-analytics", "other-charity",
        ]
        let operations: [ExactString] = [
            "SearchFacesByImage", "SearchFaces", "IndexFaces", "CompareFaces", "DetectFaces",
        ]
        let collections: [ExactString] = ["mugshots", "missing-children", "trafficking", "case-1", "absent"]
        var facts = try WorkingSet.search(
            by: names.randomElement(using: &random) ?? "",
            in: collections.randomElement(using: &random) ?? "",
            purpose: Bool.random(using: &random)
                ? .missingChild : Purpose.allCases.randomElement(using: &random),
            source: Bool.random(using: &random) ? .phone : ImageSource.allCases.randomElement(using: &random),
            threshold: [800_000, 950_000, 990_000, 1_000_000].randomElement(using: &random) ?? 0,
            warrant: Bool.random(using: &random) ? WorkingSet.warrant : .absent
        )
        facts.operation = try WorkingSet.operation(operations.randomElement(using: &random) ?? "")
        facts.claims.hasReview = Bool.random(using: &random)
        facts.claims.hasCaseNumber = Bool.random(using: &random)
        if Int.random(in: 0..<4, using: &random) == 0 {
            facts.onBehalfOf = names.randomElement(using: &random)
        }
        return facts
    }

    private static let principals = [
        "principal", "principal in Class::\"police\"", "principal == Organisation::\"icmec\"",
        "principal in Class::\"child_protection\"",
    ]
    private static let actions = [
        "action", "action in Action::\"Match\"", "action == Action::\"IndexFaces\"",
    ]
    private static let clauses = [
        "", "when { context.now >= datetime(\"2020-06-10\") }", "unless { context has warrant }",
        "when { resource is Collection && resource.owner == principal }", "unless { context.review }",
        "when { context has purpose && context.purpose like \"missing*\" }",
    ]
}
