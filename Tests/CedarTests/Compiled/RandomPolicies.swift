import Cedar
import StrictJSON
import Support

/// Random policies over a small world, from a seed: ill-typed often enough that every error is met.
struct RandomPolicies {
    private var random: SeededGenerator
    /// How many entities there are of each type.
    private let population: Int

    init(seed: UInt64, population: Int) {
        random = SeededGenerator(seed: seed)
        self.population = population
    }

    // MARK: The world

    /// Entities in several hierarchies; some of those that are named are not known.
    mutating func entities(depth: Int) throws -> Entities {
        var entities: [Entity] = []
        for type in Self.types {
            for number in 0..<population where number % 7 != 5 {
                var parents: Set<EntityUID> = []
                // A long chain, with shortcuts to entities further up.
                if number > 0, number % depth != 0 { parents.insert(uid(type, number - 1)) }
                while number > 0, chance(3) { parents.insert(uid(type, below(number))) }
                if type != "Group", chance(2) { parents.insert(uid("Group", below(population))) }
                entities.append(
                    Entity(uid(type, number), attributes: record(3), parents: parents, tags: record(2))
                )
            }
        }
        entities.append(Entity(uid("Action", 0), parents: [uid("Action", 2)]))
        entities.append(Entity(uid("Action", 1), parents: [uid("Action", 2), uid("Action", 3)]))
        entities.append(Entity(uid("Action", 2), parents: [uid("Action", 3)]))
        return try Entities(entities)
    }

    mutating func request() -> CedarRequest {
        CedarRequest(
            principal: anyone(),
            action: uid("Action", below(5)),
            resource: anyone(),
            context: record(6)
        )
    }

    // MARK: Policies

    /// The text of so many policies.
    mutating func policies(_ count: Int, conditions: Int = 2) -> [String] {
        (0..<count).map { number in
            var text = "@id(\"p\(number)\") \(chance(4) ? "forbid" : "permit")"
            text += " (\(party("principal")), \(action()), \(party("resource")))"
            for _ in 0..<below(conditions + 1) {
                text += " \(chance(3) ? "unless" : "when") { \(condition(3)) }"
            }
            return text + ";"
        }
    }

    private mutating func party(_ name: String) -> String {
        switch below(7) {
        case 0: name
        case 1: "\(name) == \(anyone())"
        case 2: "\(name) is \(type())"
        case 3: "\(name) is \(type()) in \(anyone())"
        default: "\(name) in \(anyone())"
        }
    }

    private mutating func action() -> String {
        switch below(5) {
        case 0: "action"
        case 1: "action == \(uid("Action", below(5)))"
        case 2: "action in \(uid("Action", below(5)))"
        default:
            "action in [\((0..<below(4)).map { _ in "\(uid("Action", below(5)))" }.joined(separator: ", "))]"
        }
    }

    // MARK: Expressions

    /// A condition, a boolean more often than not.
    mutating func condition(_ depth: Int) -> String {
        guard depth > 0 else { return chance(12) ? value(0) : test(0) }
        return switch below(9) {
        case 0: "(\(condition(depth - 1)) && \(condition(depth - 1)))"
        case 1: "(\(condition(depth - 1)) || \(condition(depth - 1)) || \(condition(depth - 1)))"
        case 2: "!(\(condition(depth - 1)))"
        case 3: "(if \(condition(depth - 1)) then \(condition(depth - 1)) else \(condition(depth - 1)))"
        default: test(depth - 1)
        }
    }

    private mutating func test(_ depth: Int) -> String {
        switch below(16) {
        case 0, 1: "(\(value(depth)) == \(value(depth)))"
        case 2: "(\(value(depth)) != \(value(depth)))"
        case 3: "(\(value(depth)) \(pick(["<", "<=", ">", ">="])) \(value(depth)))"
        case 4: "(\(number(depth)) \(pick(["<", "<=", ">", ">="])) \(number(depth)))"
        case 5: "(\(entity(depth)) in \(entity(depth)))"
        case 6: "(\(entity(depth)) in \(set(depth)))"
        case 7: "\(set(depth)).contains(\(value(depth)))"
        case 8: "\(set(depth)).\(pick(["containsAll", "containsAny"]))(\(set(depth)))"
        case 9: "(\(value(depth)) has \(pick(Self.names)).\(pick(Self.names)))"
        case 10: "(\(entity(depth)) has \(pick(Self.names)))"
        case 11: "(\(value(depth)) like \"\(pick(["a*", "*b", "*", "a*b*a", "", "ab", "*b*"]))\")"
        case 12: "(\(entity(depth)) is \(type())\(chance(2) ? " in \(entity(depth))" : ""))"
        case 13: "\(entity(depth)).hasTag(\(value(depth)))"
        case 14: extensionTest(depth)
        default: "\(set(depth)).isEmpty()"
        }
    }

    private mutating func extensionTest(_ depth: Int) -> String {
        switch below(5) {
        case 0:
            "decimal(\"1.5\").\(pick(["lessThan", "greaterThanOrEqual"]))(\(value(depth)))"
        case 1: "\(value(depth)).isInRange(ip(\"10.0.0.0/8\"))"
        case 2: "ip(\"10.1.2.3\").\(pick(["isIpv4", "isIpv6", "isLoopback", "isMulticast"]))()"
        case 3: "(datetime(\"2026-01-01\").offset(\(value(depth))).toDate() < datetime(\"2026-01-02\"))"
        default: "(duration(\"1d\").\(pick(["toHours", "toMilliseconds"]))() == \(number(depth)))"
        }
    }

    private mutating func value(_ depth: Int) -> String {
        switch below(depth > 0 ? 9 : 5) {
        case 0: literal()
        case 1: "context.\(pick(Self.names))"
        case 2: "\(pick(["principal", "resource"])).\(pick(Self.names))"
        case 3: pick(["principal", "action", "resource", "context"])
        case 4: "\(literal())"
        case 5: "\(value(depth - 1)).\(pick(Self.names))"
        case 6: set(depth - 1)
        case 7: "{\(pick(Self.names)): \(value(depth - 1)), z: \(value(depth - 1))}"
        default: "\(entity(depth - 1)).getTag(\(literal()))"
        }
    }

    private mutating func entity(_ depth: Int) -> String {
        switch below(6) {
        case 0: "\(anyone())"
        case 1: "resource"
        case 2: depth > 0 ? value(depth - 1) : "principal.\(pick(Self.names))"
        default: "principal"
        }
    }

    private mutating func set(_ depth: Int) -> String {
        switch below(4) {
        case 0: "context.\(pick(Self.names))"
        case 1: depth > 0 ? value(depth - 1) : literal()
        default:
            "[\((0..<below(4)).map { _ in chance(2) ? entity(depth - 1) : value(depth - 1) }.joined(separator: ", "))]"
        }
    }

    private mutating func number(_ depth: Int) -> String {
        switch below(depth > 0 ? 4 : 2) {
        case 0: pick(["0", "1", "24", "86400000", "-1", "9223372036854775807"])
        case 1: "context.\(pick(Self.names))"
        case 2: "(\(number(depth - 1)) \(pick(["+", "-", "*"])) \(number(depth - 1)))"
        default: "-(\(number(depth - 1)))"
        }
    }

    private mutating func literal() -> String {
        switch below(5) {
        case 0: "\(anyone())"
        case 1: "ip(\(pick(["\"10.1.2.3\"", "\"::1\"", "\"no\"", "context.a"])))"
        case 2: "decimal(\(pick(["\"1.5\"", "\"-0.5\"", "\"1\"", "context.b"])))"
        default: scalar().description
        }
    }

    // MARK: Values

    private mutating func record(_ count: Int) -> CedarRecord {
        var record = CedarRecord()
        for _ in 0..<count { record[ExactString(pick(Self.names))] = datum(2) }
        return record
    }

    private mutating func datum(_ depth: Int) -> CedarValue {
        switch below(depth > 0 ? 6 : 4) {
        case 0: .entity(anyone())
        case 1, 2, 3: scalar()
        case 4: .set(of: (0..<below(4)).map { _ in datum(depth - 1) })
        default: .record(record(2))
        }
    }

    private mutating func scalar() -> CedarValue {
        switch below(7) {
        case 0: .bool(chance(2))
        case 1: .long(Int64(below(3)))
        case 2: .datetime(DatetimeValue(milliseconds: Int64(below(3)) * 86_400_000))
        case 3: .duration(DurationValue(milliseconds: Int64(below(3)) * 86_400_000))
        case 4: IPAddressValue(pick(["10.1.2.3", "::1", "10.0.0.0/8"])).map(CedarValue.ip) ?? .bool(false)
        case 5: .decimal(DecimalValue(tenThousandths: Int64(below(3)) * 7500))
        default: .string(ExactString(pick(["", "a", "ab", "aba", "b", "n", "10.0.0.1", "1.5"])))
        }
    }

    private mutating func anyone() -> EntityUID { uid(type(), below(population)) }
    private mutating func type() -> String { pick(Self.types) }
    private func uid(_ type: String, _ number: Int) -> EntityUID {
        EntityUID(type: ExactString(type), id: ExactString("\(number)"))
    }

    // MARK: Chance

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    private mutating func chance(_ one: Int) -> Bool { below(one) == 0 }
    private mutating func pick(_ choices: [String]) -> String { choices[below(choices.count)] }

    private static let types = ["User", "Group", "Doc"]
    private static let names = ["a", "b", "n", "x"]
}
