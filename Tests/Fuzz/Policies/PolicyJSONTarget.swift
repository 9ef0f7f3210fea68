import Cedar
import StrictJSON

/// Policies in JSON: what is read is held to everything that holds of policy text.
enum PolicyJSONTarget: FuzzTarget {
    static func run(_ bytes: [UInt8]) throws {
        guard let set = try? PolicySet(json: bytes, file: "fuzz", templates: .kept) else { return }
        try PolicyPromises.check(set)
    }

    static let texts =
        PolicyTextTarget.texts.compactMap { text in
            (try? PolicySet.parse(text, file: "seed", naming: .position, templates: .kept)).map {
                String(decoding: $0.json.serialized(), as: UTF8.self)
            }
        } + [
            """
            {"staticPolicies":{},"templates":{"t":{"effect":"permit","principal":{"op":"==","slot":"?principal"},\
            "action":{"op":"All"},"resource":{"op":"is","entity_type":"A","in":{"slot":"?resource"}},"conditions":[]}},\
            "templateLinks":[{"templateId":"t","newId":"l","values":{"?principal":{"type":"A","id":"a"},\
            "?resource":{"__entity":{"type":"A","id":"b"}}}}]}
            """,
            """
            {"staticPolicies":{"p":{"effect":"forbid","principal":{"op":"All"},"action":{"op":"All"},\
            "resource":{"op":"All"},"annotations":{"a":null},"conditions":[{"kind":"when","body":\
            {"has":{"left":{"Value":{"a":{"__extn":{"fn":"ip","arg":"::1"}}}},"attr":["a","b c"]}}}]}}}
            """,
        ]

    static let words = [
        "\"staticPolicies\"", "\"templates\"", "\"templateLinks\"", "\"conditions\"", "\"Value\"", "\"Var\"",
        "\"left\"",
        "\"right\"", "\"arg\"", "\"attr\"", "\"Set\"", "\"Record\"", "\"like\"", "\"pattern\"",
        "\"Wildcard\"", "\"Literal\"",
        "\"has\"", "\"is\"", "\"in\"", "\"neg\"", "\"if-then-else\"", "\"__entity\"", "\"__extn\"",
        "\"entity_type\"", "\"slot\"",
    ]
}
