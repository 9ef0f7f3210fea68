import Cedar
import Foundation
import StrictJSON
import Support

/// The reference engine, as the Python package `cedarpy` brings it, run once for a whole batch of cases.
enum ReferenceEngine {
    static let python = FileManager.default.currentDirectoryPath + "/.venv/bin/python"
    /// Whether the package is installed among the Python tools of the tests.
    static let isPresent: Bool = {
        let library = FileManager.default.currentDirectoryPath + "/.venv/lib"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: library)) ?? []
        return versions.contains { version in
            FileManager.default.fileExists(atPath: "\(library)/\(version)/site-packages/cedarpy")
        }
    }()

    /// One set of policies with what is asked of it.
    struct Case {
        let policies: String
        var links: [Link] = []
        var schema: String?
        let entities: [Entity]
        let requests: [CedarRequest]
    }

    /// One policy to be made of a template.
    struct Link {
        let template: PolicyID
        let id: PolicyID
        let values: [Slot: EntityUID]
    }

    /// What came of a case.
    struct Answers {
        /// Whether the policies and links could be read.
        var readsPolicies = true
        /// Whether the entities could be read, and fit the schema.
        var readsEntities = true
        /// The policies without links in canonical JSON; nil when they could not be read.
        var json: String?
        /// The policies that do not fit the schema.
        var invalid: Set<String> = []
        /// Decisions; nil for a request that does not fit the schema.
        var decisions: [Decision?] = []
        /// What was said besides, for the message when the two differ.
        var remarks: [String] = []
    }

    /// What came of one request.
    struct Decision: Equatable {
        let isAllowed: Bool
        let reasons: Set<String>
        let errors: Set<String>
    }

    /// What came of reading one text.
    struct Reading: Equatable {
        let isTaken: Bool
        /// Its policies in canonical JSON.
        var json: String?
        /// Its policies laid out.
        var layout: String?
        /// What was said of a refusal; it need not be the same.
        var remark: String?

        static func == (left: Reading, right: Reading) -> Bool {
            left.isTaken == right.isTaken && left.json == right.json && left.layout == right.layout
        }
    }

    /// It did not run to its end.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The answers to all cases, in their order.
    static func answers(to cases: [Case]) async throws -> [Answers] {
        try await lines(for: cases.map(\.json)).map(answers)
    }

    /// What the engine makes of texts that are `policies`, `schemas`, `entities`, or `typed` entities of a schema.
    static func readings(
        of texts: [String],
        as kind: ExactString,
        schema: String? = nil
    ) async throws -> [Reading] {
        let asked = texts.map { text in
            var object: JSONObject = ["kind": .string(kind), "text": .string(ExactString(text))]
            if let schema { object.set("schema", .string(ExactString(schema))) }
            return JSONValue.object(object)
        }
        return try await lines(for: asked).map { json in
            Reading(
                isTaken: json["taken"] == true,
                json: json["json"].flatMap(canonical),
                layout: json["layout"]?.string?.value,
                remark: json["remark"]?.string?.value
            )
        }
    }

    private static func lines(for cases: [JSONValue]) async throws -> [JSONValue] {
        try await TestFiles.withTemporaryFolder { folder in
            let path = "\(folder)/cases"
            try TestFiles.write(Array(cases.map { $0.serialized() + [0x0a] }.joined()), toPath: path)
            let output = try await Blocking.run { try run(path) }
            return try output.split(separator: 0x0a).map { try JSONValue.parse(Array($0), limits: limits) }
        }
    }

    private static func run(_ path: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-I", script, path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "cedarpy_answers.py ended with \(process.terminationStatus)")
        }
        return [UInt8](bytes)
    }

    private static func answers(_ json: JSONValue) -> Answers {
        var answers = Answers()
        answers.readsPolicies = json["policies"] == nil
        answers.readsEntities = json["entities"] == nil
        answers.json = json["json"].flatMap(canonical)
        answers.invalid = texts(json["invalid"])
        answers.decisions = (json["requests"]?.array ?? []).map { request in
            guard let isAllowed = request["allowed"]?.bool else { return nil }
            return Decision(
                isAllowed: isAllowed,
                reasons: texts(request["reasons"]),
                errors: texts(request["errors"])
            )
        }
        answers.remarks = [json["policies"], json["entities"]].compactMap { $0?.string?.value }
        answers.remarks += texts(json["complaints"]).sorted()
        answers.remarks += (json["requests"]?.array ?? []).compactMap { $0["refused"]?.string?.value }
        return answers
    }

    /// A value in the one form that equal values share.
    static func canonical(_ json: JSONValue) -> String? {
        (try? json.canonical()).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func texts(_ json: JSONValue?) -> Set<String> {
        Set((json?.array ?? []).compactMap { $0.string?.value })
    }

    private static let script =
        FileManager.default.currentDirectoryPath + "/Tests/CedarTests/Differential/cedarpy_answers.py"
    private static let limits = JSONLimits(maxBytes: 64 << 20, maxDepth: 64, maxMembers: 1_000_000)
}

extension ReferenceEngine.Case {
    /// The case as the script reads it.
    var json: JSONValue {
        var object: JSONObject = [
            "policies": .string(ExactString(policies)), "links": .array(links.map(\.json)),
            "entities": .array(entities.map(\.testJSON)), "requests": .array(requests.map(\.testJSON)),
        ]
        if let schema { object.set("schema", .string(ExactString(schema))) }
        return .object(object)
    }
}

extension ReferenceEngine.Link {
    fileprivate var json: JSONValue {
        var slots = JSONObject()
        for (slot, uid) in values { slots.set(ExactString(slot.rawValue), uid.testJSON) }
        return ["template_id": .string(template.name), "new_id": .string(id.name), "values": .object(slots)]
    }
}
