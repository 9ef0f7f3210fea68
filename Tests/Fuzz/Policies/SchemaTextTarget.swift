import Cedar
import StrictJSON

/// Schema text: parsed, printed, to JSON and back.
enum SchemaTextTarget: FuzzTarget {
    static func run(_ bytes: [UInt8]) throws {
        guard let text = try? SourceFile.text(utf8: bytes, file: "fuzz"),
            let schema = try? Schema.parse(text, file: "fuzz")
        else { return }
        try check(schema)
    }

    /// Both syntaxes write a schema so that it reads as itself.
    static func check(_ schema: Schema) throws {
        let text = schema.text
        try Violation.unless(
            try Schema.parse(text, file: "printed").text.utf8.elementsEqual(text.utf8),
            "printed: \(text)"
        )
        let json = schema.json
        try Violation.unless(
            try Schema(json: json.serialized(), file: "json").json == json,
            "json: \(String(decoding: json.serialized(), as: UTF8.self))"
        )
    }

    static let texts = [
        "entity Group in [Group]; entity User in [Group] { age: Long, nick?: String, boss?: User } tags Set<Long>; "
            + "entity Photo; action view appliesTo { principal: [User], resource: Photo, context: "
            + "{ n: Long, deep?: { leaf?: Bool }, d: decimal, at?: datetime, ip?: ipaddr } };",
        "namespace A::B { type T = { \"x y\": Set<U>, }; type U = Long; entity E = T; entity Kind enum [\"a\", \"b\"]; "
            + "@doc(\"text\") action \"two words\", two in [Action::\"all\"]; action all; }",
        "type duration2 = __cedar::duration; entity A, B in A { a: duration2, b: __cedar::String }; "
            + "action go in \"all\" appliesTo { principal: [A, B], resource: [A] }; action all; // end",
    ]

    static let words = [
        "entity ", "action ", "namespace ", "type ", "appliesTo ", "principal: ", "resource: ", "context: ",
        " in ", "enum ",
        "tags ", "Set<", "Long", "String", "Bool", "decimal", "ipaddr", "datetime", "duration", "__cedar::",
        "?:", "@doc(",
    ]
}
