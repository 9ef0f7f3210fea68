import Cedar
import StrictJSON

/// Entities and contexts in JSON, with and without a schema.
enum EntitiesJSONTarget: FuzzTarget {
    static func run(_ bytes: [UInt8]) throws {
        if let context = try? CedarRecord(contextJSON: bytes) {
            try printing(.record(context))
            if let schema, let json = try? JSONValue.parse(bytes, limits: .cedarContext) {
                _ = try? CedarRecord(
                    contextJSON: json,
                    schema: schema,
                    action: EntityUID(type: "Action", id: "view")
                )
            }
        }
        if let schema { _ = try? Entities(json: bytes, schema: schema) }
        guard let entities = try? Entities(json: bytes) else { return }
        for entity in entities.all {
            try printing(.record(entity.attributes))
            for ancestor in entities.ancestors(of: entity.uid) {
                try Violation.unless(ancestor != entity.uid, "\(ancestor) is its own ancestor")
            }
        }
    }

    /// A value written as an expression yields the value.
    private static func printing(_ value: CedarValue) throws {
        let expression: Expression
        do { expression = try Expression.parse(value.description, file: "value") } catch {
            // A value may be nested so deep that no text can say it.
            return try Violation.unless(error.diagnostics.first?.code == .limit, "\(error)")
        }
        let request = CedarRequest(
            principal: EntityUID(type: "A", id: ""),
            action: EntityUID(type: "Action", id: ""),
            resource: EntityUID(type: "A", id: "")
        )
        let found = try Evaluator(request: request, entities: .empty).evaluate(expression)
        try Violation.unless(found == value, "found \(found), expected \(value)")
    }

    static let texts = [
        """
        [{"uid":{"type":"User","id":"u"},"attrs":{"age":3,"nick":"n","boss":{"__entity":{"type":"User","id":"v"}}},\
        "parents":[{"type":"Group","id":"g"}],"tags":{"t":[1,2]}},{"uid":{"__entity":{"type":"Group","id":"g"}},\
        "attrs":{},"parents":[]}]
        """,
        """
        [{"uid":{"type":"A::B","id":""},"attrs":{"ip":{"__extn":{"fn":"ip","arg":"10.0.0.0/8"}},"d":{"__extn":\
        {"fn":"decimal","args":["-0.5"]}},"t":{"__extn":{"fn":"datetime","arg":"2026-01-01T00:00:00Z"}},"r":{"x":\
        [true,{"fn":"duration","arg":"-1d2h"}]},"u":{"__extn":{"fn":"duration","arg":"1d"}}},"parents":[]}]
        """,
        "{\"n\":1,\"deep\":{\"leaf\":true},\"d\":\"1.5\",\"at\":\"2026-01-01\",\"ip\":\"::1\"}",
        "[{\"uid\":{\"type\":\"A\",\"id\":\"a\"},\"attrs\":{},\"parents\":[{\"type\":\"A\",\"id\":\"b\"}]},"
            + "{\"uid\":{\"type\":\"A\",\"id\":\"b\"},\"attrs\":{},\"parents\":[{\"type\":\"A\",\"id\":\"a\"}]}]",
    ]

    static let words = [
        "\"uid\"", "\"attrs\"", "\"parents\"", "\"tags\"", "\"type\"", "\"id\"", "\"__entity\"", "\"__extn\"",
        "\"fn\"", "\"arg\"",
        "\"args\"", "\"__expr\"", "\"ip\"", "\"decimal\"", "\"datetime\"", "\"duration\"",
        "9223372036854775807", "null",
    ]

    private static let schema = try? Schema.parse(SchemaTextTarget.texts[0], file: "schema")
}
