internal import Cryptography
import Decisions
package import StrictJSON

/// Check 10: a strict payload and a closed set of claims.
extension WarrantClaims {
    /// Reads a payload; throws `malformed_payload`, `duplicate_member` or, for a claim that is absent, `missing_claim`.
    init(payload: [UInt8]) throws(WarrantFault) {
        do {
            self = try WarrantClaims(json: JSONValue.parse(payload))
        } catch {
            throw WarrantFault(payload: error)
        }
    }

    /// Reads the claims of a payload; faults carry the place.
    package init(json: JSONValue) throws(JSONError) {
        var object = try ClosedObject(json)
        issuer = try object.text("iss")
        subject = try object.text("sub")
        audience = try object.text("aud")
        tokenID = try object.string("jti")
        guard tokenID.isVisibleASCII(16...128) else {
            throw object.fault(.outOfRange, at: "jti", "expected 16 to 128 visible ASCII characters")
        }
        issuedAt = try object.seconds("iat")
        notBefore = try object.seconds("nbf")
        expires = try object.seconds("exp")
        certificate = try Self.certificate(&object)
        (statusList, statusIndex) = try Self.status(&object)
        order = try CourtOrder(reading: object.object("warrant"))
        let details = try object.objects("authorization_details")
        guard details.count == 1, let detail = details.first else {
            throw object.fault(.outOfRange, at: "authorization_details", "expected exactly one object")
        }
        search = try AuthorizedSearch(reading: detail)
        try object.finish()
        guard notBefore < expires else {
            throw object.fault(.outOfRange, at: "exp", "expected a time after `nbf`")
        }
    }

    private static func certificate(_ object: inout ClosedObject) throws(JSONError) -> SHA256Digest? {
        var confirmation = try object.object("cnf")
        let text = try confirmation.optionalString("x5t#S256")
        try confirmation.finish()
        guard let text else { return nil }
        guard let digest = Base64URL.decode(text.value).flatMap(SHA256Digest.init(bytes:)) else {
            throw confirmation.fault(.outOfRange, at: "x5t#S256", "expected 43 characters of base64url")
        }
        return digest
    }

    private static func status(
        _ object: inout ClosedObject
    ) throws(JSONError) -> (list: ExactString, index: Int64) {
        var status = try object.object("status")
        var reference = try status.object("status_list")
        let index = try reference.integer("idx", in: ClaimLimits.statusIndex)
        let list = try reference.text("uri")
        try reference.finish()
        try status.finish()
        return (list, index)
    }
}

extension CourtOrder {
    /// Reads the `warrant` claim to its end.
    init(reading source: ClosedObject) throws(JSONError) {
        var object = source
        kind = try object.identifier("kind")
        court = try object.text("court")
        docket = try object.text("docket")
        judge = try object.text("judge")
        judgeID = try object.text("judge_id")
        jurisdiction = try object.string("jurisdiction")
        guard jurisdiction.isJurisdiction else {
            throw object.fault(.outOfRange, at: "jurisdiction", "expected ISO 3166-2, such as `US-OR`")
        }
        standard = try object.string("standard")
        guard Self.standards.contains(standard) else {
            throw object.fault(
                .outOfRange,
                at: "standard",
                "expected `probable_cause` or `specific_and_articulable`"
            )
        }
        findings = try object.strings("findings")
        guard findings.allSatisfy(\.isIdentifier) else {
            throw object.fault(.outOfRange, at: "findings", "expected lowercase identifiers")
        }
        var offence = try object.object("offence")
        statute = try offence.text("statute")
        offenceClass = try offence.identifier("class")
        try offence.finish()
        var applicant = try object.object("applicant")
        applicantName = try applicant.text("name")
        applicantID = try applicant.text("id")
        applicantAgency = try applicant.text("agency_ori")
        try applicant.finish()
        instrument = try object.sha256("instrument_sha256")
        isSealed = try object.bool("sealed")
        let delayed = try object.optionalInteger("delayed_notice_until", in: ClaimLimits.seconds)
        delayedNoticeUntil = delayed.map(Timestamp.init(seconds:))
        emergencyReference = try object.optionalString("emergency_ref")
        if let reference = emergencyReference, !reference.isVisibleASCII(1...128) {
            throw object.fault(.outOfRange, at: "emergency_ref", "expected 1 to 128 visible ASCII characters")
        }
        try object.finish()
    }
}

extension AuthorizedSearch {
    /// Reads the one object of `authorization_details` to its end.
    init(reading source: ClosedObject) throws(JSONError) {
        var object = source
        guard try object.string("type") == Self.type else {
            throw object.fault(.outOfRange, at: "type", "expected `\(Self.type)`")
        }
        try self.init(scope: object)
    }

    /// Reads everything but the type, which the caller has asked for.
    init(scope source: ClosedObject) throws(JSONError) {
        var object = source
        operations = try Self.operations(&object)
        let compares = operations.contains { $0.name == Self.comparison }
        let searches = operations.contains { $0.name != Self.comparison }
        collections = try object.optionalStrings("collections") ?? []
        guard collections.isEmpty != searches, collections.allSatisfy(\.isCollectionName) else {
            throw object.fault(
                .outOfRange,
                at: "collections",
                "expected exact names of the collections to be searched"
            )
        }
        targets = try object.optionalImages("targets") ?? []
        guard targets.isEmpty != compares else {
            throw object.fault(
                .outOfRange,
                at: "targets",
                "expected target images for CompareFaces, and only for it"
            )
        }
        if let names = object.optional("collections"), names.array?.isEmpty == true {
            throw object.fault(
                .outOfRange,
                at: "collections",
                "expected at least one collection, or no such member"
            )
        }
        purpose = try object.word("purpose")
        imageSources = try object.words("image_sources")
        guard !imageSources.isEmpty else {
            throw object.fault(.outOfRange, at: "image_sources", "expected at least one source")
        }
        mode = try object.optionalWord("mode") ?? .retrospective
        subject = try Self.subject(&object)
        let similarity = try object.number("min_similarity")
        guard let scaled = similarity.scaled(places: 4), Self.similarityRange.contains(scaled) else {
            throw object.fault(
                .outOfRange,
                at: "min_similarity",
                "expected 0 to 100 with at most four decimals"
            )
        }
        minimumSimilarity = scaled
        maximumSearches = try object.integer("max_searches", in: Self.searchRange)
        maximumResults = try object.integer("max_results", in: Self.resultRange)
        try object.finish()
    }

    private static func operations(_ object: inout ClosedObject) throws(JSONError) -> [Operation] {
        var operations: [Operation] = []
        for name in try object.strings("actions") {
            guard let operation = OperationCatalogue.operation(named: name), !operations.contains(operation)
            else {
                throw object.fault(.outOfRange, at: "actions", "expected known operations, each once")
            }
            operations.append(operation)
        }
        guard !operations.isEmpty else {
            throw object.fault(.outOfRange, at: "actions", "expected at least one operation")
        }
        return operations
    }

    private static func subject(_ object: inout ClosedObject) throws(JSONError) -> Subject {
        let probes = try object.optionalImages("probes")
        let description = object.optional("subject_description_sha256")
        switch (probes, description) {
        case (let probes?, nil): return .probes(probes)
        case (nil, .some): return .description(try object.sha256("subject_description_sha256"))
        default:
            throw object.fault(
                .outOfRange,
                at: "probes",
                "expected either `probes` or `subject_description_sha256`"
            )
        }
    }
}
