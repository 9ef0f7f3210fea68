import Cedar
import StrictJSON

/// Schemas in JSON: what is read is held to everything that holds of schema text.
enum SchemaJSONTarget: FuzzTarget {
    static func run(_ bytes: [UInt8]) throws {
        guard let schema = try? Schema(json: bytes, file: "fuzz") else { return }
        try SchemaTextTarget.check(schema)
    }

    static let texts = SchemaTextTarget.texts.compactMap { text in
        (try? Schema.parse(text, file: "seed")).map { String(decoding: $0.json.serialized(), as: UTF8.self) }
    }

    static let words = [
        "\"entityTypes\"", "\"actions\"", "\"commonTypes\"", "\"shape\"", "\"type\"", "\"Record\"", "\"Set\"",
        "\"element\"",
        "\"attributes\"", "\"required\"", "\"memberOf\"", "\"memberOfTypes\"", "\"appliesTo\"",
        "\"principalTypes\"",
        "\"resourceTypes\"", "\"context\"", "\"Entity\"", "\"Extension\"", "\"EntityOrCommon\"", "\"name\"",
        "\"tags\"",
        "\"enum\"", "\"annotations\"", "false",
    ]
}
