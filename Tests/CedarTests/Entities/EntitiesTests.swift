import Cedar
import StrictJSON
import Testing

@Suite("entities and context")
struct EntitiesTests {
    @Test("entities are read with attributes, parents in both forms, and tags")
    func reading() throws {
        let entities = try Self.entities(
            """
            [{"uid": {"type": "User", "id": "alice"},
              "attrs": {"boss": {"__entity": {"type": "User", "id": "bob"}}, "age": 3, "score": {"__extn": {"fn": "decimal", "arg": "1.5"}},
                        "list": [1, 1, "a"], "rec": {"x": true}},
              "parents": [{"__entity": {"type": "G", "id": "a"}}, {"type": "G", "id": "b"}], "tags": {"t": "v"}},
             {"uid": {"__entity": {"type": "G", "id": "a"}}, "attrs": {}, "parents": [{"type": "N::G", "id": "top"}]}]
            """
        )
        let alice = try #require(entities[EntityUID(type: "User", id: "alice")])
        #expect(alice.attributes["boss"] == .entity(EntityUID(type: "User", id: "bob")))
        #expect(alice.attributes["score"]?.description == "decimal(\"1.5\")")
        #expect(alice.attributes["list"] == .set(of: [.string("a"), .long(1)]))
        #expect(alice.attributes["rec"] == .record(["x": .bool(true)]))
        #expect(alice.tags["t"] == .string("v"))
        #expect(entities.isEntity(alice.uid, in: EntityUID(type: "N::G", id: "top")))
        #expect(entities.ancestors(of: alice.uid).count == 3)
    }

    @Test("an escape of the wrong shape is a plain record")
    func wrongShapes() throws {
        let context = try Self.context(
            """
            {"a": {"__entity": {"type": "U", "id": "x"}, "y": 1}, "b": {"__entity": {"type": "U"}},
             "c": {"__extn": {"fn": "decimal"}}, "d": {"__extn": "decimal"},
             "e": {"__extn": {"fn": "ip", "arg": "::1", "more": 1}}, "f": {"__entity": {"type": "U", "id": "x", "z": 1}}}
            """
        )
        for name: ExactString in ["a", "b", "c", "d"] {
            guard case .record = context[name] else {
                Issue.record("`\(name)` is a record")
                continue
            }
        }
        #expect(context["e"]?.description == "ip(\"::1\")")
        #expect(context["f"] == .entity(EntityUID(type: "U", id: "x")))
    }

    @Test(
        "a context with a value that the language does not have is refused",
        arguments: [
            "{\"a\": null}", "{\"a\": 1.5}", "{\"a\": 1.0}", "{\"a\": 1e3}", "{\"a\": 9223372036854775808}",
            "{\"a\": 1, \"a\": 2}",
            "{\"a\": {\"__expr\": \"1 + 1\"}}",
            "{\"a\": {\"__extn\": {\"fn\": \"decimal\", \"arg\": \"1\"}}}",
            "{\"a\": {\"__extn\": {\"fn\": \"dezimal\", \"arg\": \"1.0\"}}}",
            "{\"a\": {\"__entity\": {\"type\": \"A B\", \"id\": \"\"}}}",
            "{\"a\": {\"__entity\": {\"type\": \"A :: B\", \"id\": \"\"}}}",
            "{\"a\": {\"__entity\": {\"type\": \"\", \"id\": \"\"}}}",
            "{\"a\": {\"__entity\": {\"type\": \"__cedar::A\", \"id\": \"\"}}}",
            "{\"a\": {\"__entity\": {\"type\": \"if\", \"id\": \"\"}}}",
            "[]", "1", "{\"__entity\": {\"type\": \"A\", \"id\": \"\"}}", "{\"a\": 1,}", "",
        ]
    )
    func refusedContexts(_ text: String) {
        #expect(throws: EntitiesError.self) { try Self.context(text) }
    }

    @Test(
        "an entity file of another form is refused",
        arguments: [
            "{}", "[1]",
            "[{\"uid\": {\"type\": \"A\", \"id\": \"\"}, \"attrs\": {}, \"parents\": [], \"extra\": 1}]",
            "[{\"attrs\": {}, \"parents\": []}]",
            "[{\"uid\": {\"type\": \"A\", \"id\": 1}, \"attrs\": {}, \"parents\": []}]",
            "[{\"uid\": {\"type\": \"A\", \"id\": \"\"}, \"attrs\": [], \"parents\": []}]",
            "[{\"uid\": {\"type\": \"A\", \"id\": \"\"}, \"attrs\": {}, \"parents\": {}}]",
            "[{\"uid\": {\"type\": \"A\", \"id\": \"\"}, \"attrs\": {}, \"parents\": [\"A\"]}]",
        ]
    )
    func refusedEntities(_ text: String) {
        #expect(throws: EntitiesError.self) { try Self.entities(text) }
    }

    @Test("an entity that is its own ancestor is refused, at any distance")
    func cycles() {
        let uids = ["a", "b", "c"].map { EntityUID(type: "G", id: $0) }
        #expect(throws: EntitiesError.self) { try Entities([Entity(uids[0], parents: [uids[0]])]) }
        let error = #expect(throws: EntitiesError.self) {
            try Entities([
                Entity(uids[0], parents: [uids[1]]), Entity(uids[1], parents: [uids[2]]),
                Entity(uids[2], parents: [uids[0]]),
            ])
        }
        #expect(error?.code == .cycle)
    }

    @Test("a lattice of shared parents is no cycle")
    func diamond() throws {
        let uids = ["a", "b", "c", "d"].map { EntityUID(type: "G", id: $0) }
        let entities = try Entities([
            Entity(uids[0], parents: [uids[1], uids[2], uids[3]]), Entity(uids[1], parents: [uids[3]]),
            Entity(uids[2], parents: [uids[3], uids[1]]), Entity(uids[3]),
        ])
        #expect(entities.ancestors(of: uids[0]) == [uids[1], uids[2], uids[3]])
        #expect(entities.ancestors(of: uids[3]).isEmpty)
    }

    @Test("adding entities gives what reading all of them at once gives")
    func adding() throws {
        let uids = ["a", "b", "c", "d"].map { EntityUID(type: "G", id: $0) }
        let base = try Entities([Entity(uids[0], parents: [uids[1]]), Entity(uids[1], parents: [uids[2]])])
        let fresh = try base.adding([Entity(uids[3], parents: [uids[0]])])
        #expect(fresh.ancestors(of: uids[3]) == [uids[0], uids[1], uids[2]])
        #expect(fresh.count == 3)
        // `c` was an ancestor without contents; now it leads further.
        let further = try fresh.adding([Entity(uids[2], parents: [EntityUID(type: "G", id: "top")])])
        #expect(further.isEntity(uids[3], in: EntityUID(type: "G", id: "top")))
        #expect(base.count == 2)
        #expect(throws: EntitiesError.self) { try base.adding([Entity(uids[2], parents: [uids[0]])]) }
        #expect(throws: EntitiesError.self) { try base.adding([Entity(uids[0])]) }
        #expect(throws: EntitiesError.self) {
            try base.adding([Entity(uids[3], parents: [uids[3]])])
        }
    }

    @Test("one name with two contents is refused, the same content twice is not")
    func duplicates() throws {
        let uid = EntityUID(type: "G", id: "a")
        #expect(try Entities([Entity(uid), Entity(uid)]).count == 1)
        let error = #expect(throws: EntitiesError.self) {
            try Entities([Entity(uid), Entity(uid, attributes: ["a": .long(1)])])
        }
        #expect(error?.code == .duplicate)
    }

    private static func entities(_ text: String) throws -> Entities { try Entities(json: [UInt8](text.utf8)) }

    private static func context(_ text: String) throws -> CedarRecord {
        try CedarRecord(contextJSON: [UInt8](text.utf8))
    }
}
