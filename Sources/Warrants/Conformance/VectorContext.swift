internal import Cryptography
import Decisions
import StrictJSON

/// In what circumstances a vector's token is judged.
struct VectorContext {
    private var clock: Timestamp
    private var audience: ExactString
    private var certificate: SHA256Digest
    private var subject: ExactString
    private var request: WarrantScope
    private var limits = WarrantLimits()
    private var usesSpent: Int64 = 0
    private var status = FixedStatus("valid")

    /// Reads a context whose members override those of `base`; without a base every needed member must be there.
    init(reading source: ClosedObject, over base: VectorContext?) throws(JSONError) {
        var object = source
        let clock = try object.optionalInteger("clock").map(Timestamp.init(seconds:))
        let audience = try object.optionalString("broker_aud")
        let subject = try object.optionalString("client_subject")
        let certificate = try Self.certificate(&object)
        let request = try object.optionalObject("request")
        if let base {
            self = base
            if let clock { self.clock = clock }
            if let audience { self.audience = audience }
            if let certificate { self.certificate = certificate }
            if let subject { self.subject = subject }
            if let request { self.request = try WarrantScope(reading: request, over: base.request) }
        } else {
            guard let clock, let audience, let certificate, let subject, let request else {
                throw JSONError(
                    .missingMember,
                    path: source.path,
                    message: "the default context is not complete"
                )
            }
            self.clock = clock
            self.audience = audience
            self.certificate = certificate
            self.subject = subject
            self.request = try WarrantScope(reading: request, over: nil)
        }
        if let skew = try object.optionalInteger("clock_skew_s", in: 0...60) { limits.clockSkew = skew }
        if let count = try object.optionalInteger("max_token_bytes", in: 0...16_384) {
            limits.tokenBytes = Int(count)
        }
        if var ledger = try object.optionalObject("ledger") {
            usesSpent = try ledger.integer("uses", in: 0...Int64.max)
            try ledger.finish()
        }
        if let value = object.optional("status") { status = FixedStatus(value) }
        try object.finish()
    }

    /// The code of the verdict, or `accept` with what the warrant's uses are counted by.
    func judge(
        _ token: [UInt8],
        trust: TrustList
    ) -> (String, (issuer: ExactString, tokenID: ExactString, digest: SHA256Digest)?) {
        let verifier = WarrantVerifier(trust: trust, statuses: status, audience: audience, limits: limits)
        let verdict = verifier.verify(
            token,
            certificate: certificate,
            subject: subject,
            request: request,
            now: clock
        )
        switch verdict {
        case .refused(let refused, _): return (refused.code.rawValue, nil)
        case .verified(let warrant):
            // The log counts uses; here the file says how many it has counted.
            guard usesSpent < warrant.maximumSearches else {
                return (WarrantRefusalCode.usesExhausted.rawValue, nil)
            }
            return ("accept", (warrant.issuer, warrant.tokenID, warrant.tokenDigest))
        }
    }

    private static func certificate(_ object: inout ClosedObject) throws(JSONError) -> SHA256Digest? {
        guard let text = try object.optionalString("client_cert_x5t_S256") else { return nil }
        guard let digest = Base64URL.decode(text.value).flatMap(SHA256Digest.init(bytes:)) else {
            throw object.fault(.outOfRange, at: "client_cert_x5t_S256", "expected 43 characters of base64url")
        }
        return digest
    }
}

extension WarrantScope {
    /// Reads a request whose members override those of `base`.
    fileprivate init(reading source: ClosedObject, over base: WarrantScope?) throws(JSONError) {
        var object = source
        let name = try object.optionalString("action")
        guard
            let operation = name.flatMap(OperationCatalogue.operation(named:))
                ?? (name == nil ? base?.operation : nil)
        else { throw object.fault(.outOfRange, at: "action", "expected a known operation") }
        self = base ?? WarrantScope(operation: operation)
        self.operation = operation
        if let collection = try object.optionalString("collection") { self.collection = collection }
        if object.optional("image_sha256") != nil { probes = [try object.sha256("image_sha256")] }
        if object.optional("target_sha256") != nil { targets = [try object.sha256("target_sha256")] }
        if let purpose = try object.optionalString("purpose") { self.purpose = Purpose(exact: purpose) }
        if let source = try object.optionalString("image_source") { imageSource = ImageSource(exact: source) }
        if let mode: Mode = try object.optionalWord("mode") { self.mode = mode }
        if let threshold = try object.optionalNumber("similarity_threshold") {
            similarityThreshold = threshold.scaled(places: 4)
        }
        if let count = try object.optionalInteger("max_results") { maximumResults = count }
        try object.finish()
    }
}

/// The status that a vector says its warrant has, as a word or as a status list's value.
private struct FixedStatus: StatusSource {
    private let value: JSONValue

    init(_ value: JSONValue) { self.value = value }

    func status(issuer: ExactString, list: ExactString, index: Int64, now: Timestamp) -> WarrantStatus {
        switch value {
        case "valid", 0: .valid(issuedAt: now)
        case "revoked", "invalid", 1: .revoked
        case "suspended", 2: .suspended
        default: .unknown("the vector gives a status that cannot be relied on")
        }
    }
}
