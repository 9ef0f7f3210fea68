package import Cedar
import StrictJSON

/// Holds the two syntaxes of a schema against each other and against what the reference engine writes.
package enum SchemaTranslation {
    /// Everything that differs: reading either syntax, writing either, and the JSON itself.
    package static func mismatches(text schema: Schema, reference bytes: [UInt8]) -> [String] {
        do {
            var wrong: [String] = []
            let read = try Schema(json: bytes, file: "reference.json")
            let forms = [
                ("read from the reference's JSON", read),
                ("written as JSON", try Schema(json: schema.json.serialized(), file: "written.json")),
                ("printed", try Schema.parse(schema.text, file: "printed")),
                ("printed from JSON", try Schema.parse(read.text, file: "printed")),
            ]
            for (name, form) in forms where !areAlike(form, schema) {
                wrong.append("schema differs when \(name)")
            }
            let reference = normalised(try JSONValue.parse(bytes, limits: CorpusRunner.limits))
            if normalised(schema.json) != reference {
                wrong.append("schema JSON differs from the reference's")
            }
            if normalised(read.json) != reference { wrong.append("schema JSON is not kept") }
            return wrong
        } catch {
            return ["schema: \(error)"]
        }
    }

    /// Whether two schemas declare the same.
    package static func areAlike(_ one: Schema, _ other: Schema) -> Bool {
        one.entityTypes == other.entityTypes && one.actions == other.actions
            && one.environments == other.environments
    }

    /// The same JSON with members in order, without what says nothing: empty records, lists and defaults.
    static func normalised(_ json: JSONValue) -> JSONValue {
        switch json {
        case .array(let elements): return .array(elements.map(normalised))
        case .object(let object):
            var result = JSONObject()
            for member in object.members.sorted(by: { $0.name < $1.name }) {
                let value = normalised(member.value)
                switch (member.name, value) {
                case ("shape", let value) where isEmptyRecord(value): continue
                case ("appliesTo", let value) where appliesToNothing(value): continue
                case ("context", let value) where isEmptyRecord(value): continue
                case ("memberOfTypes", .array([])), ("memberOf", .array([])), ("required", .bool(true)):
                    continue
                case ("additionalAttributes", .bool(false)), ("annotations", .object([:])): continue
                case ("memberOfTypes", .array(let names)), ("enum", .array(let names)):
                    result.set(member.name, .array(sorted(names)))
                case ("principalTypes", .array(let names)), ("resourceTypes", .array(let names)):
                    result.set(member.name, .array(sorted(names)))
                case ("memberOf", .array(let groups)): result.set(member.name, .array(sorted(groups)))
                default: result.set(member.name, value)
                }
            }
            return .object(result)
        default: return json
        }
    }

    /// Principals or resources are missing, so that there is no request for the action.
    private static func appliesToNothing(_ json: JSONValue) -> Bool {
        json["principalTypes"]?.array?.isEmpty == true && json["resourceTypes"]?.array?.isEmpty == true
    }

    private static func isEmptyRecord(_ json: JSONValue) -> Bool {
        json["type"]?.string == "Record" && json["attributes"]?.object?.isEmpty != false
            && json.object?.count == 2
    }

    /// In a fixed order, each once.
    private static func sorted(_ elements: [JSONValue]) -> [JSONValue] {
        let texts = Dictionary(
            elements.map { ($0.serialized(), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return texts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }
}
