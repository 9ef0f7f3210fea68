import Cryptography
import Decisions
import StrictJSON
import Testing
import Warrants

@Suite("Check 18: the scope of an order")
struct ScopeTests {
    private func code(_ change: (inout WarrantScope, Court) throws -> Void) throws -> WarrantRefusalCode? {
        let court = try Court()
        var request = try court.request()
        try change(&request, court)
        return try court.code(court.token(court.claims()), request: request)
    }

    @Test("the request that the order describes is within it")
    func within() throws { #expect(try code { _, _ in } == nil) }

    @Test("each fact of a request is compared, and a missing one is not better off")
    func each() throws {
        #expect(
            try code { request, court in request.operation = try court.request("SearchFaces").operation }
                == .outOfScope
        )
        #expect(try code { request, _ in request.collection = "mugshots-2" } == .outOfScope)
        #expect(try code { request, _ in request.collection = "Mugshots" } == .outOfScope)
        #expect(try code { request, _ in request.collection = nil } == .outOfScope)
        #expect(try code { request, court in request.probes = [court.target] } == .outOfScope)
        #expect(try code { request, court in request.probes = [court.probe, court.target] } == .outOfScope)
        #expect(try code { request, _ in request.probes = [] } == .outOfScope)
        #expect(try code { request, _ in request.purpose = .identifyWitness } == .outOfScope)
        #expect(try code { request, _ in request.purpose = nil } == .outOfScope)
        #expect(try code { request, _ in request.imageSource = .closedCircuitTelevision } == .outOfScope)
        #expect(try code { request, _ in request.imageSource = nil } == .outOfScope)
        #expect(try code { request, _ in request.mode = .live } == .outOfScope)
        #expect(try code { request, _ in request.similarityThreshold = 989_999 } == .outOfScope)
        #expect(try code { request, _ in request.similarityThreshold = 800_000 } == .outOfScope)
        #expect(try code { request, _ in request.similarityThreshold = nil } == .outOfScope)
        #expect(try code { request, _ in request.maximumResults = 11 } == .outOfScope)
        #expect(try code { request, _ in request.maximumResults = nil } == nil)
        #expect(try code { request, _ in request.similarityThreshold = 1_000_000 } == nil)
    }

    @Test(
        "an order bound to probes does not allow searching by a face's identifier, even when it names the operation"
    )
    func byFaceID() throws {
        let court = try Court()
        var description = try court.description()
        description.search = try court.search(["SearchFaces", "SearchFacesByImage"])
        let token = Array(try court.issuer.mint(description, now: court.now).token.utf8)
        var request = try court.request("SearchFaces")
        request.probes = []
        #expect(try court.code(token, request: request) == .outOfScope)
        #expect(try court.code(token) == nil)
    }

    @Test("an order that describes whom it is about does not allow searching by a face's identifier either")
    func describedByFaceID() throws {
        let court = try Court()
        var description = try court.description()
        description.search = try court.search(["SearchFaces", "SearchFacesByImage"])
        description.search.subject = .description(court.target)
        description.order.kind = CourtOrder.surveillance
        let token = Array(try court.issuer.mint(description, now: court.now).token.utf8)
        var request = try court.request("SearchFaces")
        #expect(try court.code(token, request: request) == .outOfScope)
        request.probes = []
        #expect(try court.code(token, request: request) == .outOfScope)
        #expect(try court.code(token) == nil)
    }

    @Test(
        "an order for continuing surveillance may describe whom it is about, and is then not bound to probes"
    )
    func described() throws {
        let court = try Court()
        var description = try court.description()
        description.search.subject = .description(court.target)
        description.order.kind = CourtOrder.surveillance
        let token = Array(try court.issuer.mint(description, now: court.now).token.utf8)
        var request = try court.request()
        request.probes = [court.target]
        #expect(try court.code(token, request: request) == nil)
    }

    @Test("live searching under a description stays within the order's mode and its thirty days")
    func describedLive() throws {
        var court = try Court()
        var description = try court.description()
        description.search.subject = .description(court.target)
        description.search.mode = .live
        description.expires = court.now.adding(seconds: 30 * 86_400)
        let token = Array(try court.issuer.mint(description, now: court.now).token.utf8)
        var request = try court.request()
        request.probes = []
        #expect(try court.code(token, request: request) == .outOfScope)
        request.mode = .live
        #expect(try court.code(token, request: request) == nil)
        let late = court.now.adding(seconds: 29 * 86_400)
        try court.accept(StatusList(uri: Court.list, issuedAt: late, capacity: 64))
        #expect(try court.code(token, request: request, at: late) == nil)
        request.collection = "mugshots-2"
        #expect(try court.code(token, request: request) == .outOfScope)
    }

    @Test("any other order that describes a person covers no picture at all, and is not minted")
    func describedOnce() throws {
        let court = try Court()
        var description = try court.description()
        description.search.subject = .description(court.target)
        #expect(throws: WarrantIssueError.self) { try court.issuer.mint(description, now: court.now) }
        let code = try court.code { claims in
            claims.change(["authorization_details"]) { search in
                search.remove("probes")
                search.set("subject_description_sha256", .string(ExactString(court.target.hex)))
            }
        }
        #expect(code == .outOfScope)
    }

    @Test("comparing is allowed against the order's targets only")
    func comparing() throws {
        let court = try Court()
        var description = try court.description()
        description.search = try court.search(["CompareFaces"])
        description.search.maximumResults = 100
        let token = Array(try court.issuer.mint(description, now: court.now).token.utf8)
        var request = try court.request("CompareFaces")
        #expect(try court.code(token, request: request) == nil)
        request.targets = [court.probe]
        #expect(try court.code(token, request: request) == .outOfScope)
        request.targets = []
        #expect(try court.code(token, request: request) == .outOfScope)
        #expect(try court.code(token, request: court.request()) == .outOfScope)
    }

    @Test("comparing counts as asking for a hundred results, said or not")
    func comparingCount() throws {
        let court = try Court()
        for most in [1, 99, 100] as [Int64] {
            var description = try court.description()
            description.search = try court.search(["CompareFaces"])
            description.search.maximumResults = most
            let token = Array(try court.issuer.mint(description, now: court.now).token.utf8)
            for asked in [nil, 100] as [Int64?] {
                var request = try court.request("CompareFaces")
                request.maximumResults = asked
                #expect(try court.code(token, request: request) == (most < 100 ? .outOfScope : nil))
            }
        }
    }

    @Test("80.0 equals 80, and four decimals count")
    func similarity() throws {
        let court = try Court()
        var claims = try court.claims()
        claims.change(["authorization_details"]) { object in
            if let number = JSONNumber(lexeme: "99.9999") { object.set("min_similarity", .number(number)) }
        }
        var request = try court.request()
        request.similarityThreshold = 999_998
        #expect(try court.code(court.token(claims), request: request) == .outOfScope)
        request.similarityThreshold = 999_999
        #expect(try court.code(court.token(claims), request: request) == nil)
        claims.change(["authorization_details"]) { object in
            if let number = JSONNumber(lexeme: "80.0") { object.set("min_similarity", .number(number)) }
        }
        request.similarityThreshold = 800_000
        #expect(try court.code(court.token(claims), request: request) == nil)
    }
}
