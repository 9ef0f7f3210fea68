import Cedar
import StrictJSON

/// Runs tests of the official corpus shape: a JSON file that names policies, entities and a schema, and requests
/// with the decision, reasons and errors that the reference engine gave.
///
/// Knows nothing of a test framework or the file system, so that a command can call it as well.
struct CorpusRunner {
    /// Reads a file by the name that a test gives it.
    let read: (String) throws -> [UInt8]
    /// What was found so far.
    private(set) var report = CorpusReport()

    init(read: @escaping (String) throws -> [UInt8]) { self.read = read }

    /// Runs one test file.
    mutating func run(_ name: String) {
        report.tests += 1
        do {
            let test = try JSONValue.parse(try read(name), limits: Self.limits)
            try run(test, name: name)
        } catch {
            report.others.append("\(name): \(error)")
        }
    }

    private mutating func run(_ test: JSONValue, name: String) throws {
        guard let policiesPath = test["policies"]?.string, let entitiesPath = test["entities"]?.string,
            let requests = test["requests"]?.array
        else { throw EntitiesError.unusable("not a test of the corpus shape") }
        let text = String(decoding: try read(policiesPath.value), as: UTF8.self)
        let policies = try PolicySet.parse(text, file: policiesPath.value, naming: .position)
        let entities = try Entities(json: try read(entitiesPath.value))
        report.requests += requests.count
        for (index, json) in requests.enumerated() {
            do {
                let request = try Self.request(json)
                let result = Authorizer().authorize(request, policies: policies, entities: entities)
                compare(result, json, place: "\(name)#\(index)")
            } catch {
                report.others.append("\(name)#\(index): \(error)")
            }
        }
    }

    private mutating func compare(_ result: AuthorizationResult, _ expected: JSONValue, place: String) {
        let reasons = Set(result.determining.map(\.name))
        let errors = Set(result.errors.map(\.policy.name))
        let expectedReasons = Set((expected["reason"]?.array ?? []).compactMap(\.string))
        let expectedErrors = Set((expected["errors"]?.array ?? []).compactMap(\.string))
        let decision = expected["decision"]?.string
        guard ExactString(result.decision.rawValue) == decision, reasons == expectedReasons,
            errors == expectedErrors
        else {
            report.decisionMismatches.append(
                "\(place): \(result.decision) by \(reasons), errors \(result.errors.map { "\($0.error)" }); "
                    + "expected \(decision?.value ?? "?") by \(expectedReasons), errors \(expectedErrors)"
            )
            return
        }
    }

    private static func request(_ json: JSONValue) throws -> CedarRequest {
        func uid(_ name: ExactString) throws -> EntityUID {
            guard let type = json[name]?["type"]?.string, let id = json[name]?["id"]?.string else {
                throw EntitiesError.unusable("no `\(name)`")
            }
            return EntityUID(type: type, id: id)
        }
        return CedarRequest(
            principal: try uid("principal"),
            action: try uid("action"),
            resource: try uid("resource"),
            context: try CedarRecord(contextJSON: json["context"] ?? [:])
        )
    }

    private static let limits = JSONLimits(maxBytes: 64 << 20, maxDepth: 64, maxMembers: 1_000_000)
}

/// What a run over a corpus found.
struct CorpusReport {
    var tests = 0
    var requests = 0
    /// Requests whose decision, reasons or errors differ.
    var decisionMismatches: [String] = []
    /// Policies or requests whose validation verdict differs.
    var validationMismatches: [String] = []
    /// Files that could not be read, parsed or loaded.
    var others: [String] = []

    /// The one line that ends a conformance run.
    var summary: String {
        "cedar corpus: \(tests) tests, \(requests) requests, \(decisionMismatches.count) decision mismatches, "
            + "\(validationMismatches.count) validation mismatches, \(others.count) other"
    }
}

/// A test file that cannot be used.
struct UnusableTest: Error, CustomStringConvertible {
    let description: String
}

extension EntitiesError {
    static func unusable(_ reason: String) -> UnusableTest { UnusableTest(description: reason) }
}
