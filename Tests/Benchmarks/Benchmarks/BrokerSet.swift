import Cedar
import CedarConformance
import Foundation
import StrictJSON
import Support

/// A policy set like a broker's, with its entities, its requests and how they are answered.
struct BrokerSet {
    /// How many policies it has.
    let count: Int
    /// How many of its requests Rust Cedar allows.
    let allowed: Int
    /// What it was read from.
    let texts: Texts
    let schema: Schema
    let policies: PolicySet
    let entities: Entities
    let requests: [CedarRequest]

    /// The set as files hold it.
    struct Texts {
        let schema: String
        let policies: String
        let entities: JSONValue
        let requests: JSONValue
    }

    /// The sets that come with answers, by their number of policies.
    static let known = [5: 70, 50: 96, 500: 90]

    /// Whether the set came with answers, and was not made of another.
    var isKnown: Bool { Self.known[count] != nil }

    /// The archive of the sets.
    static func archive() throws -> TarArchive { try SharedArchive.read("cedar/broker.tar.gz") }

    /// A set of the archive.
    init(_ count: Int, in archive: TarArchive) throws {
        guard let allowed = Self.known[count] else { throw WrongAnswer("no set of \(count) policies") }
        let name = "broker/broker\(count)"
        let texts = Texts(
            schema: try archive.text("broker/broker.cedarschema"),
            policies: try archive.text("\(name).cedar"),
            entities: try JSONValue.parse(
                try archive.bytes("\(name).entities.json"),
                limits: CorpusRunner.limits
            ),
            requests: try JSONValue.parse(
                try archive.bytes("\(name).requests.json"),
                limits: CorpusRunner.limits
            )
        )
        try self.init(count, allowed: allowed, texts)
    }

    init(_ count: Int, allowed: Int, _ texts: Texts) throws {
        self.count = count
        self.allowed = allowed
        self.texts = texts
        schema = try Schema.parse(texts.schema, file: "broker.cedarschema")
        policies = try PolicySet.parse(texts.policies, file: "broker\(count).cedar")
        let schema = schema
        entities = try Entities(json: texts.entities.serialized(), schema: schema)
        requests = try (texts.requests.array ?? []).map { try CorpusRunner.request($0, schema) }
        guard policies.policies.count == count, !requests.isEmpty else {
            throw WrongAnswer(
                "\(policies.policies.count) policies and \(requests.count) requests, expected \(count)"
            )
        }
    }

    /// The answers of the plain evaluator to the first requests, and how long each took.
    func plainAnswers(_ first: Int = .max) -> (answers: [Bool], times: Samples) {
        var answers = Array(repeating: false, count: min(first, requests.count))
        let times = Samples(answers.count) { number in
            let result = Authorizer().authorize(requests[number], policies: policies, entities: entities)
            answers[number] = result.decision == .allow
        }
        return (answers, times)
    }
}

/// Archives of the shared test data.
enum SharedArchive {
    /// Reads an archive by its path below the shared `data`.
    static func read(_ path: String) throws -> TarArchive {
        guard SharedData.isPresent(path) else {
            let place = SharedData.path(path)
            throw NotAvailable("\(place) is missing; ABEYANCE_SHARED names the folder above `data`")
        }
        return try TarArchive(compressedAt: SharedData.path(path))
    }
}
