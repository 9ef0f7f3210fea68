import Cedar
import StrictJSON
import Support

/// Random policies, entities and requests that mostly fit a schema, from a seed; now and then something does not.
struct TypedPolicies {
    typealias Kind = TypedWorld.Kind

    static let schema = TypedWorld.schema

    private var random: SeededGenerator
    /// What must be tested before the boolean that is being written.
    private var pending: [String] = []

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    // MARK: Policies

    /// So many policies, one a line.
    mutating func policies(_ count: Int) -> [String] {
        (0..<count).map { _ in
            var text = "\(chance(4) ? "forbid" : "permit") (\(principal()), \(action()), \(resource()))"
            for _ in 0..<below(3) {
                text += " \(chance(4) ? "unless" : "when") { \(condition(2)) }"
            }
            return text + ";"
        }
    }

    private mutating func principal() -> String {
        switch below(6) {
        case 0: "principal == \(uid("User"))"
        case 1: "principal in \(uid(chance(8) ? "Doc" : pick(["Group", "User"])))"
        case 2: "principal is User in \(uid("Group"))"
        case 3: chance(8) ? "principal is Nobody" : "principal is User"
        default: "principal"
        }
    }

    private mutating func action() -> String {
        switch below(5) {
        case 0: "action == Action::\"\(pick(TypedWorld.actions))\""
        case 1: "action in Action::\"\(pick(["all", "change", "read"]))\""
        case 2: "action in [Action::\"\(pick(TypedWorld.actions))\", Action::\"\(pick(["change", "read"]))\"]"
        default: chance(20) ? "action == Action::\"print\"" : "action"
        }
    }

    private mutating func resource() -> String {
        switch below(6) {
        case 0: "resource == \(uid("Doc"))"
        case 1: "resource in \(uid(pick(["Group", "Doc"])))"
        case 2: "resource is \(pick(["Doc", "Group"]))"
        case 3: "resource is Doc in \(uid("Group"))"
        default: chance(30) ? "resource is User" : "resource"
        }
    }

    // MARK: Conditions

    private mutating func condition(_ depth: Int) -> String {
        guard depth > 0 else { return test() }
        return switch below(8) {
        case 0, 1: "(\(condition(depth - 1)) && \(condition(depth - 1)))"
        case 2: "(\(condition(depth - 1)) || \(condition(depth - 1)))"
        case 3: "!(\(condition(depth - 1)))"
        case 4:
            "(if \(condition(depth - 1)) then \(condition(depth - 1)) else \(condition(depth - 1)))"
        default: test()
        }
    }

    /// A boolean behind the tests of what it names, which are forgotten now and then.
    private mutating func test() -> String {
        let outer = pending
        pending = []
        let text = atom()
        let guards = pending.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        pending = outer
        guard !guards.isEmpty, !chance(15) else { return text }
        return chance(6)
            ? "(!(\(guards.joined(separator: " && "))) || \(text))"
            : "(\(guards.joined(separator: " && ")) && \(text))"
    }

    private mutating func atom() -> String {
        switch below(16) {
        case 0, 1: return equality()
        case 2, 3:
            let kind: Kind = [.long, .datetime, .duration][below(3)]
            return "(\(value(kind)) \(pick(["<", "<=", ">", ">="])) \(value(kind)))"
        case 4:
            let method = pick(["lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"])
            return "\(value(.decimal)).\(method)(\(value(.decimal)))"
        case 5: return "\(value(.ip)).\(pick(["isIpv4", "isIpv6", "isLoopback", "isMulticast"]))()"
        case 6: return "\(value(.ip)).isInRange(\(value(.ip)))"
        case 7: return "(\(value(.string)) like \"\(pick(["a*", "*", "*b", "\\*a", "a\\u{1F600}*", ""]))\")"
        case 8, 9: return membership()
        case 10:
            let element: Kind = [.string, .entity("User"), .long][below(3)]
            return "\(value(.set(element))).contains(\(value(element)))"
        case 11:
            let element: Kind = [.string, .entity("User"), .long][below(3)]
            return
                "\(value(.set(element))).\(pick(["containsAll", "containsAny"]))(\(value(.set(element))))"
        case 12: return "\(value(.set(pick([.string, .entity("User")])))).isEmpty()"
        case 13:
            return
                "(\(path().text) has \(pick(["owner", "manager", "meta.nested", "warrant.kind", "nothing"])))"
        case 14: return "(\(anyEntity()) is \(pick(["User", "Doc", "Group", "Color"])))"
        default: return value(.bool)
        }
    }

    private mutating func equality() -> String {
        let kinds: [Kind] = [
            .bool, .long, .string, .decimal, .ip, .datetime, .entity("User"), .entity("Doc"),
            .entity("Color"),
            .set(.string), .set(.entity("User")), .set(.long),
        ]
        let kind = pick(kinds)
        return "(\(value(kind)) \(chance(3) ? "!=" : "==") \(value(chance(20) ? pick(kinds) : kind)))"
    }

    private mutating func membership() -> String {
        let member = anyEntity()
        switch below(4) {
        case 0: return "(\(member) in [\(anyEntity()), \(anyEntity())])"
        case 1: return "(\(member) in \(value(.set(.entity("User")))))"
        default: return "(\(member) in \(anyEntity()))"
        }
    }

    private mutating func anyEntity() -> String {
        switch below(6) {
        case 0: "action"
        case 1: "Action::\"\(pick(["all", "change", "read", "write"]))\""
        default: value(.entity(pick(["User", "User", "Group", "Doc", "Color"])))
        }
    }

    // MARK: Values in policies

    /// An expression of a type, or now and then of another.
    private mutating func value(_ kind: Kind, _ depth: Int = 1) -> String {
        if chance(120) { return value([.bool, .long, .string, .entity("Doc")][below(4)], 0) }
        if !chance(3) {
            let fitting = TypedWorld.paths.filter { $0.kind == kind }
            if !fitting.isEmpty {
                let path = fitting[below(fitting.count)]
                pending += path.guards
                return path.text
            }
        }
        if depth > 0, let text = operation(kind, depth) { return text }
        return literal(kind)
    }

    private mutating func operation(_ kind: Kind, _ depth: Int) -> String? {
        guard chance(2) else { return nil }
        if chance(5) {
            return "(if \(value(.bool, 0)) then \(value(kind, depth - 1)) else \(value(kind, depth - 1)))"
        }
        switch kind {
        case .long:
            if chance(4) { return "-(\(value(.long, depth - 1)))" }
            if chance(4) {
                return "\(value(.duration, 0)).\(pick(["toDays", "toHours", "toMinutes", "toSeconds"]))()"
            }
            return "(\(value(.long, depth - 1)) \(pick(["+", "-", "*"])) \(value(.long, depth - 1)))"
        case .datetime:
            return chance(2)
                ? "\(value(.datetime, 0)).toDate()" : "\(value(.datetime, 0)).offset(\(value(.duration, 0)))"
        case .duration:
            return chance(2)
                ? "\(value(.datetime, 0)).toTime()"
                : "\(value(.datetime, 0)).durationSince(\(value(.datetime, 0)))"
        case .set(let element):
            return "[\((0...below(3)).map { _ in value(element, 0) }.joined(separator: ", "))]"
        case .string: return "{a: \(value(.string, 0)), b: \(value(.long, 0))}.a"
        case .bool: return test()
        default: return nil
        }
    }

    private mutating func literal(_ kind: Kind) -> String {
        switch kind {
        case .bool: pick(["true", "false"])
        case .long: pick(["0", "1", "-1", "42", "9223372036854775807", "-9223372036854775808"])
        case .string: pick(["\"\"", "\"a\"", "\"ab\"", "\"*a\"", "\"a\\u{1F600}\"", "\"\\n\\\"\""])
        case .decimal:
            chance(60) ? "decimal(\"1\")" : "decimal(\"\(pick(["0.5", "-0.5", "99.0", "1.2345"]))\")"
        case .ip: "ip(\"\(pick(["10.0.0.1", "10.0.0.0/8", "::1", "ff00::/8", "127.0.0.1"]))\")"
        case .datetime:
            "datetime(\"\(pick(["2026-01-01", "2026-01-01T10:00:00Z", "1969-12-31T23:59:59.999+0100"]))\")"
        case .duration: "duration(\"\(pick(["1d", "-1h30m", "5ms", "0s"]))\")"
        case .entity(let name): "\(uid(name))"
        case .set(let element):
            chance(40) ? "[]" : "[\((0...below(2)).map { _ in literal(element) }.joined(separator: ", "))]"
        case .record(let fields):
            "{" + fields.map { "\($0.name): \(literal($0.kind))" }.joined(separator: ", ") + "}"
        }
    }

    private mutating func path() -> TypedWorld.Path {
        let path = TypedWorld.paths[below(TypedWorld.paths.count)]
        pending += path.guards
        return path
    }

    // MARK: Data

    /// Entities of every type, most of those that are named, with hierarchies that have no cycle.
    mutating func entities() -> [Entity] {
        let isFlawed = chance(6)
        return TypedWorld.types.flatMap { type in
            type.ids.indices.filter { _ in !chance(6) }.map { number in
                var parents: Set<EntityUID> = []
                for parent in type.parents where chance(2) {
                    let candidates = parent == type.name ? number : 4
                    if candidates > 0 { parents.insert(EntityUID(parent, "\(below(candidates))")) }
                }
                if isFlawed, chance(30) { parents.insert(EntityUID("Color", "red")) }
                var tags = CedarRecord()
                if let kind = type.tags, chance(2) { tags["a"] = datum(kind, isFlawed) }
                return Entity(
                    EntityUID(type.name, type.ids[number]),
                    attributes: record(type.fields, isFlawed),
                    parents: parents,
                    tags: tags
                )
            }
        }
    }

    /// A request.
    mutating func request() -> CedarRequest {
        let isFlawed = chance(10)
        return CedarRequest(
            principal: uid(isFlawed && chance(6) ? "Doc" : "User"),
            action: EntityUID("Action", isFlawed && chance(6) ? "all" : pick(TypedWorld.actions)),
            resource: uid(pick(["Doc", "Group"])),
            context: record(TypedWorld.context, isFlawed)
        )
    }

    private mutating func record(_ fields: [TypedWorld.Field], _ isFlawed: Bool) -> CedarRecord {
        var record = CedarRecord()
        for field in fields where !(field.isOptional && chance(2)) && !(isFlawed && chance(60)) {
            record[ExactString(field.name)] = datum(field.kind, isFlawed)
        }
        if isFlawed, chance(30) { record["surplus"] = .bool(true) }
        return record
    }

    private mutating func datum(_ kind: Kind, _ isFlawed: Bool) -> CedarValue {
        if isFlawed, chance(80) { return .record(["odd": .long(1)]) }
        return switch kind {
        case .bool: .bool(chance(2))
        case .long: .long(pick([0, 1, 42, -1, .max]))
        case .string: .string(ExactString(pick(["", "a", "ab", "*a", "a\u{1F600}"])))
        case .decimal: .decimal(DecimalValue(tenThousandths: pick([5_000, -5_000, 990_000, 12_345])))
        case .ip: IPAddressValue(pick(["10.0.0.1", "10.0.0.0/8", "::1"])).map(CedarValue.ip) ?? .bool(false)
        case .datetime: .datetime(DatetimeValue(milliseconds: pick([0, -1, 1_767_225_600_000])))
        case .duration: .duration(DurationValue(milliseconds: pick([0, 5, 86_400_000, -5_400_000])))
        case .entity(let name): .entity(uid(name))
        case .set(let element): .set(of: (0..<below(3)).map { _ in datum(element, isFlawed) })
        case .record(let fields): .record(record(fields, isFlawed))
        }
    }

    private mutating func uid(_ type: String) -> EntityUID {
        let ids = TypedWorld.type(type)?.ids ?? ["0"]
        return EntityUID(type, chance(200) && type == "Color" ? "blue" : pick(ids))
    }

    // MARK: Chance

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    private mutating func chance(_ one: Int) -> Bool { below(one) == 0 }
    private mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }
}

extension EntityUID {
    fileprivate init(_ type: String, _ id: String) {
        self.init(type: ExactString(type), id: ExactString(id))
    }
}
