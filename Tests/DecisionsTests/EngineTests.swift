import Cryptography
import Decisions
import StrictJSON
import Support
import Testing

@Suite("The engine")
struct EngineTests {
    @Test("a refused token refuses with its own code, whatever policy would have said")
    func refusedToken() throws {
        let engine = try WorkingSet.engine()
        for code in WarrantRefusalCode.allCases {
            let token = RefusedWarrant(
                code: code,
                issuer: nil,
                tokenID: nil,
                tokenDigest: WorkingSet.certificate
            )
            var facts = try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .missingChild)
            #expect(engine.ruling(on: facts).isAllowed)
            facts.warrant = .refused(token)
            #expect(engine.ruling(on: facts).recorded.reasons == [.warrant(code)])
        }
    }

    @Test("a fault found before policy refuses with its reason")
    func fault() throws {
        var facts = try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .missingChild)
        facts.fault = RequestFault(reason: .invalidRequest, code: "InvalidParameterException")
        let ruling = try WorkingSet.engine().ruling(on: facts)
        #expect(ruling.recorded.reasons == [.invalidRequest])
        #expect(ruling.context == nil)
    }

    @Test("an organisation that is not registered is unknown")
    func unknownOrganisation() throws {
        let facts = try WorkingSet.search(by: "nobody", in: "mugshots")
        #expect(try WorkingSet.engine().ruling(on: facts).recorded.reasons == [.unknownClient])
    }

    @Test("an operation on a collection that names none is invalid")
    func missingCollection() throws {
        var facts = try WorkingSet.search(by: "icmec", in: "missing-children")
        facts.collection = nil
        #expect(try WorkingSet.engine().ruling(on: facts).recorded.reasons == [.invalidRequest])
    }

    @Test("an address that is no IP address refuses rather than being left out")
    func address() throws {
        var facts = try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .missingChild)
        facts.clientAddress = "fe80::1%eth0"
        #expect(try WorkingSet.engine().ruling(on: facts).recorded.reasons == [.policyError])
    }

    @Test("an expired bundle permits nothing from its last moment on")
    func expired() throws {
        let about = BundleAbout(
            name: "short",
            version: 1,
            isDemonstration: true,
            expires: WorkingSet.noon
        )
        let engine = try Engine(WorkingSet.bundle(about: about))
        var facts = try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .missingChild)
        #expect(engine.ruling(on: facts).recorded.reasons == [.policyExpired])
        facts.now = WorkingSet.noon.adding(microseconds: -1)
        #expect(engine.ruling(on: facts).isAllowed)
    }

    @Test("an error in any policy refuses, where the language alone would skip it")
    func denyOnError() throws {
        for effect in ["permit", "forbid"] {
            let policy = WorkingSet.policy(
                """
                @id("broken") @reason("jurisdiction_ban") @notice("n") @source("s")
                \(effect) (principal, action, resource) when { context has maxResults && context.maxResults + 9223372036854775807 > 0 };
                """
            )
            let facts = try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .missingChild)
            #expect(try WorkingSet.engine().ruling(on: facts).isAllowed)
            let ruling = try WorkingSet.engine(adding: [policy]).ruling(on: facts)
            #expect(ruling.recorded.reasons == [.policyError])
            #expect(ruling.recorded.errors.map(\.policy) == ["broken"])
            #expect(ruling.recorded.determining.isEmpty)
            #expect(ruling.explanation?.remedies.isEmpty == true)
        }
    }

    @Test("a fact that the schema does not know is found when the engine is made")
    func unknownFact() throws {
        var registry = WorkingSet.registry
        registry.facts["moon_is_full"] = true
        let bundle = try WorkingSet.bundle(registry: registry)
        #expect(throws: BundleError.self) { try Engine(bundle) }
    }

    @Test("absent and forbidden collections read alike to whom neither concerns")
    func collectionsReadAlike() throws {
        let engine = try WorkingSet.engine()
        for name in ["other-charity", "metro-police"] as [ExactString] {
            let foreign = engine.ruling(on: try WorkingSet.search(by: name, in: "trafficking"))
            let absent = engine.ruling(on: try WorkingSet.search(by: name, in: "no-such-one"))
            #expect(absent.recorded.reasons == [.collectionUnknown])
            #expect(foreign.recorded.reasons != [.collectionUnknown])
            #expect(foreign.clientReasons == absent.clientReasons)
            let message = try #require(foreign.explanation?.message)
            #expect(message.replacing("trafficking", with: "no-such-one") == absent.explanation?.message)
            #expect(foreign.explanation?.rules == absent.explanation?.rules)
            #expect(foreign.explanation?.remedies == absent.explanation?.remedies)
        }
    }

    @Test("a refusal that no rule made says so, and never names a purpose as the remedy")
    func defaultDeny() throws {
        let facts = try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .research)
        let ruling = try WorkingSet.engine().ruling(on: facts)
        #expect(ruling.recorded.reasons == [.defaultDeny])
        let explanation = try #require(ruling.explanation)
        #expect(explanation.message.contains("no rule permits"))
        #expect(explanation.remedies.isEmpty)
        for purpose in Purpose.allCases { #expect(!explanation.message.contains(purpose.rawValue)) }
    }

    @Test("a clause that speaks of what a caller could claim is named by its place only")
    func claimableClause() throws {
        let policy = WorkingSet.policy(
            """
            @id("claims") @reason("not_exempt_purpose") @notice("n") @source("s")
            forbid (principal, action in Action::"Match", resource)
            unless { context has purpose && context.purpose == "audit" };
            """
        )
        let facts = try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .missingChild)
        let ruling = try WorkingSet.engine(adding: [policy]).ruling(on: facts)
        let rule = try #require(ruling.explanation?.rules.first)
        #expect(rule.clause == nil)
        #expect(rule.place == "extra.cedar:3:1")
        #expect(ruling.explanation?.message.contains("audit") == false)
    }

    @Test("only a permitted request yields a permit")
    func permits() throws {
        let engine = try WorkingSet.engine()
        switch engine.decide(
            try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .missingChild)
        ) {
        case .permitted(let permit): #expect(permit.ruling.isAllowed)
        case .refused: Issue.record("refused")
        }
        switch engine.decide(try WorkingSet.search(by: "metro-police", in: "mugshots")) {
        case .permitted: Issue.record("permitted")
        case .refused(let refusal): #expect(!refusal.ruling.isAllowed)
        }
    }

    @Test("a client sees the collections it owns or may describe, and no name that is not registered")
    func visibility() throws {
        let engine = try WorkingSet.engine()
        let names: [ExactString] = ["mugshots", "missing-children", "case-1", "stray"]
        let police = try WorkingSet.search(by: "metro-police", in: "mugshots")
        #expect(engine.visibleCollections(names, to: police) == ["mugshots", "case-1"])
        let charity = try WorkingSet.search(by: "icmec", in: "mugshots")
        #expect(engine.visibleCollections(names, to: charity) == ["missing-children"])
    }
}

@Suite("Acting on behalf of others")
struct OnBehalfTests {
    /// A permit for the intermediary, so that only the party acted for decides.
    private static let intermediary = WorkingSet.policy(
        """
        @id("intermediary")
        permit (principal == Organisation::"broker-ltd", action in Action::"Match", resource);
        """
    )

    @Test("an intermediary names whom it acts for, a registered one and not itself")
    func named() throws {
        let engine = try WorkingSet.engine(adding: [Self.intermediary])
        for name in [nil, "nobody", "broker-ltd"] as [ExactString?] {
            var facts = try WorkingSet.search(
                by: "broker-ltd",
                in: "missing-children",
                purpose: .missingChild
            )
            facts.onBehalfOf = name
            #expect(engine.ruling(on: facts).recorded.reasons == [.onBehalfUnknown])
        }
    }

    @Test(
        "nobody acts for a registered organisation that no delegation lets it act for, in one direction only"
    )
    func delegated() throws {
        let engine = try WorkingSet.engine(adding: [Self.intermediary])
        for (caller, name) in [("broker-ltd", "thorn"), ("thorn", "icmec"), ("other-charity", "broker-ltd")] {
            var facts = try WorkingSet.search(
                by: ExactString(caller),
                in: "missing-children",
                purpose: .missingChild
            )
            facts.onBehalfOf = ExactString(name)
            let ruling = engine.ruling(on: facts)
            #expect(ruling.recorded.reasons == [.onBehalfUnknown])
            #expect(ruling.explanation?.message.contains("no delegation that lets the client act") == true)
        }
    }

    @Test("a name too long to be registered stays a name, and does not stand in the entry")
    func longName() throws {
        let name = ExactString(String(repeating: "x", count: 65))
        let facts = RequestFacts(
            now: WorkingSet.noon,
            organisation: "icmec",
            certificate: WorkingSet.certificate,
            operation: try WorkingSet.operation("ListCollections"),
            onBehalfOf: name
        )
        #expect(facts.onBehalfOf == "?")
        #expect(try WorkingSet.engine().ruling(on: facts).recorded.reasons == [.onBehalfUnknown])
    }

    @Test("both are asked, and both must be allowed")
    func both() throws {
        let engine = try WorkingSet.engine(adding: [Self.intermediary])
        var facts = try WorkingSet.search(by: "broker-ltd", in: "missing-children", purpose: .missingChild)
        facts.onBehalfOf = "icmec"
        let ruling = engine.ruling(on: facts)
        #expect(ruling.isAllowed)
        #expect(ruling.recorded.determining == ["exempt-icmec", "intermediary"])
        #expect(ruling.principals.count == 2)
        facts.onBehalfOf = "other-charity"
        #expect(!engine.ruling(on: facts).isAllowed)
        #expect(try !WorkingSet.engine().ruling(on: facts).isAllowed)
    }

    @Test("whoever acts for police is bound as police are, the unknown source included")
    func police() throws {
        let engine = try WorkingSet.engine(adding: [Self.intermediary])
        var facts = try WorkingSet.search(by: "broker-ltd", in: "mugshots", source: nil)
        facts.onBehalfOf = "metro-police"
        let ruling = engine.ruling(on: facts)
        #expect(ruling.recorded.reasons.contains(.moratoriumPolice))
        #expect(ruling.context?["imageSource"] == "body_worn_camera")
        #expect(engine.effectiveImageSource(of: facts) == .bodyWornCamera)
    }

    @Test("an exempt organisation does not carry police past the moratorium")
    func exemptForPolice() throws {
        var facts = try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .missingChild)
        facts.onBehalfOf = "metro-police"
        #expect(try WorkingSet.engine().ruling(on: facts).recorded.reasons.contains(.moratoriumPolice))
    }
}
