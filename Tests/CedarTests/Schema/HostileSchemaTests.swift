import Cedar
import StrictJSON
import Testing

/// Each of these ends at once; a run that does not is a run that hangs.
@Suite("schemas that would take too long or too much")
struct HostileSchemaTests {
    private static func list(_ count: Int, _ separator: String = "", _ part: (Int) -> String) -> String {
        (0..<count).map(part).joined(separator: separator)
    }

    @Test("a schema of 10,000 types is read, written both ways and validated against")
    func manyTypes() throws {
        let text =
            Self.list(10_000) { "entity E\($0) in [Top] { next: E\(($0 + 1) % 10_000), n: Long };\n" }
            + "entity Top; action view appliesTo { principal: E0, resource: E1 };"
        let schema = try Schema.parse(text, file: "s")
        #expect(schema.entityTypes.count == 10_001)
        #expect(try Schema.parse(schema.text, file: "again").entityTypes == schema.entityTypes)
        #expect(try Schema(json: schema.json.serialized(), file: "again").entityTypes == schema.entityTypes)
        let policies = try PolicySet.parse(
            "permit (principal in Top::\"t\", action, resource) when { principal.next.next.n == resource.n };",
            file: "p"
        )
        #expect(schema.validate(policies).isEmpty)
        let wrong = try PolicySet.parse(
            "permit (principal, action, resource) when { \(Self.list(2_000, " || ") { "principal == Q\($0)::\"\"" }) };",
            file: "p"
        )
        #expect(schema.validate(wrong).count == 50)
    }

    @Test(
        "a schema that is endless or explodes when worked out is refused with its own message",
        arguments: [
            HostileSchema(
                "a cycle",
                "type T0 = { a: T1 }; type T1 = Set<T2>; type T2 = { b: T0 };",
                "contains itself"
            ),
            HostileSchema(
                "a chain of types",
                list(10_000) { "type T\($0) = { a: T\($0 + 1) };" } + "type T10000 = Long;",
                "types nested deeper than 100 levels"
            ),
            HostileSchema(
                "a chain of entities",
                list(10_000) { "entity E\($0) in [E\(min($0 + 1, 9_999))];" },
                "hierarchies have more than 250000 ancestors in all"
            ),
            HostileSchema(
                "a chain of actions",
                list(10_000) { "action a\($0) in [a\($0 + 1)];" } + "action a10000;",
                "hierarchies have more than 250000 ancestors in all"
            ),
            HostileSchema(
                "kinds of requests",
                "entity \(list(1_000, ", ") { "E\($0)" }); action view appliesTo { principal: [\(list(1_000, ", ") { "E\($0)" })], resource: [\(list(1_000, ", ") { "E\($0)" })] };",
                "more than 100000 kinds of requests"
            ),
            HostileSchema(
                "unknown types",
                "entity A { \(list(10_000, ", ") { "a\($0): Unknown\($0)" }) };",
                "unknown type `Unknown"
            ),
            HostileSchema(
                "misspelled types",
                list(10_000) { "entity Known\($0);" }
                    + "entity A { \(list(10_000, ", ") { "a\($0): Unknwn\($0)" }) };",
                "unknown type `Unknwn"
            ),
        ]
    )
    func refused(_ schema: HostileSchema) throws {
        let error = #expect(throws: CedarError.self) { try Schema.parse(schema.text, file: "s") }
        let diagnostics = try #require(error?.diagnostics)
        #expect(diagnostics.count <= 50)
        #expect(diagnostics.contains { $0.message.contains(schema.message) }, "\(diagnostics.prefix(3))")
    }

    @Test("a schema in JSON 10,000 deep is refused")
    func deepJSON() {
        let json =
            #"{"": {"actions": {}, "entityTypes": {"E": {"tags": "#
            + String(repeating: #"{"type": "Set", "element": "#, count: 10_000) + #"{"type": "Long"}"#
            + String(repeating: "}", count: 10_004)
        #expect(throws: CedarError.self) { try Schema(json: [UInt8](json.utf8), file: "s") }
    }

    @Test("a policy of 10,000 tests, each of which guards the next, is validated in every mode")
    func manyCapabilities() throws {
        let schema = try Schema.parse(
            "entity User; action view appliesTo { principal: User, resource: User, context: { \(Self.list(10_000, ", ") { "a\($0)?: { b?: Long }" }) } };",
            file: "s"
        )
        let tests = Self.list(10_000, " && ") { "context has a\($0).b && context.a\($0).b == \($0)" }
        let policies = try PolicySet.parse(
            "permit (principal, action, resource) when { \(tests) };",
            file: "p"
        )
        for mode in ValidationMode.allCases {
            #expect(schema.validate(policies, mode: mode, maxLevel: 0).isEmpty)
        }
    }
}

/// A schema that is refused, named since its text would fill a report.
struct HostileSchema: CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let message: String

    init(_ name: String, _ text: String, _ message: String) {
        testDescription = name
        self.text = text
        self.message = message
    }
}
