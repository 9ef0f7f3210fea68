import Cedar
import StrictJSON

/// What the random policies of ``TypedPolicies`` are about: a schema, and everything that can be reached under it.
enum TypedWorld {
    /// The types of the language, as far as the generator tells them apart.
    indirect enum Kind: Hashable, Sendable {
        case bool, long, string, decimal, ip, datetime, duration
        case entity(String)
        case set(Kind)
        case record([Field])
    }

    /// An attribute.
    struct Field: Hashable, Sendable {
        let name: String
        let kind: Kind
        var isOptional = false
    }

    /// An entity type.
    struct EntityType: Sendable {
        let name: String
        let parents: [String]
        let fields: [Field]
        var tags: Kind?
        var ids = ["0", "1", "2", "3"]
    }

    static let types = [
        EntityType(
            name: "User",
            parents: ["Group", "User"],
            fields: [
                Field(name: "name", kind: .string), Field(name: "age", kind: .long),
                Field(name: "manager", kind: .entity("User"), isOptional: true),
                Field(name: "roles", kind: .set(.string)), Field(name: "joined", kind: .datetime),
                Field(name: "level", kind: .decimal), Field(name: "home", kind: .ip, isOptional: true),
                Field(
                    name: "address",
                    kind: .record([
                        Field(name: "city", kind: .string),
                        Field(name: "floor", kind: .long, isOptional: true),
                    ])
                ),
            ],
            tags: .string
        ),
        EntityType(
            name: "Group",
            parents: ["Group"],
            fields: [
                Field(name: "owner", kind: .entity("User"), isOptional: true),
                Field(name: "open", kind: .bool),
            ],
            tags: .set(.long)
        ),
        EntityType(name: "Color", parents: [], fields: [], ids: ["red", "green"]),
        EntityType(
            name: "Doc",
            parents: ["Doc", "Group"],
            fields: [
                Field(name: "owner", kind: .entity("User")),
                Field(name: "viewers", kind: .set(.entity("User"))),
                Field(name: "labels", kind: .set(.string)), Field(name: "kept", kind: .duration),
                Field(name: "color", kind: .entity("Color")), Field(name: "open", kind: .bool),
                Field(
                    name: "meta",
                    kind: .record([
                        Field(name: "size", kind: .long),
                        Field(
                            name: "nested",
                            kind: .record([Field(name: "flag", kind: .bool)]),
                            isOptional: true
                        ),
                    ]),
                    isOptional: true
                ),
            ]
        ),
    ]

    static let context = [
        Field(name: "now", kind: .datetime), Field(name: "from", kind: .ip),
        Field(name: "purpose", kind: .string, isOptional: true),
        Field(name: "threshold", kind: .decimal, isOptional: true),
        Field(name: "count", kind: .long), Field(name: "friends", kind: .set(.entity("User"))),
        Field(
            name: "warrant",
            kind: .record([
                Field(name: "kind", kind: .string), Field(name: "expires", kind: .datetime),
                Field(name: "results", kind: .long, isOptional: true),
            ]),
            isOptional: true
        ),
    ]

    static let actions = ["read", "write", "delete"]
    static let resources = ["Doc", "Group"]

    /// The schema in Cedar's own syntax.
    static let schema: String = {
        let entities = types.map { type -> String in
            if type.name == "Color" {
                return "entity Color enum [\(type.ids.map { "\"\($0)\"" }.joined(separator: ", "))];"
            }
            let parents = type.parents.isEmpty ? "" : " in [\(type.parents.joined(separator: ", "))]"
            let tags = type.tags.map { " tags \($0.text)" } ?? ""
            return "entity \(type.name)\(parents) \(Kind.record(type.fields).text)\(tags);"
        }
        let applies =
            "appliesTo { principal: [User], resource: [Doc, Group], context: \(Kind.record(context).text) }"
        return entities.joined(separator: "\n") + """

            action all;
            action change in [all];
            action read in [all] \(applies);
            action write, delete in [change] \(applies);
            """
    }()

    /// Something that a policy can name: its text, its type, and what must be tested before.
    struct Path: Sendable {
        let text: String
        let kind: Kind
        let guards: [String]
    }

    /// Everything within three steps of the four variables.
    static let paths: [Path] = {
        var found: [Path] = []
        func walk(_ text: String, _ kind: Kind, _ guards: [String], _ steps: Int) {
            found.append(Path(text: text, kind: kind, guards: guards))
            guard steps > 0 else { return }
            for field in kind.fields {
                let tests = field.isOptional ? ["\(text) has \(field.name)"] : []
                walk("\(text).\(field.name)", field.kind, guards + tests, steps - 1)
            }
            guard case .entity(let name) = kind, let tags = type(name)?.tags else { return }
            let tag = "\(text).getTag(\"a\")"
            found.append(Path(text: tag, kind: tags, guards: guards + ["\(text).hasTag(\"a\")"]))
        }
        walk("principal", .entity("User"), [], 3)
        for name in resources { walk("resource", .entity(name), ["resource is \(name)"], 3) }
        walk("context", .record(context), [], 3)
        return found
    }()

    static func type(_ name: String) -> EntityType? { types.first { $0.name == name } }
}

extension TypedWorld.Kind {
    /// The type as a schema writes it.
    var text: String {
        switch self {
        case .bool: "Bool"
        case .long: "Long"
        case .string: "String"
        case .decimal: "decimal"
        case .ip: "ipaddr"
        case .datetime: "datetime"
        case .duration: "duration"
        case .entity(let name): name
        case .set(let element): "Set<\(element.text)>"
        case .record(let fields):
            "{"
                + fields.map { "\($0.name)\($0.isOptional ? "?" : ""): \($0.kind.text)" }.joined(
                    separator: ", "
                )
                + "}"
        }
    }

    /// The attributes of an entity or record.
    var fields: [TypedWorld.Field] {
        switch self {
        case .entity(let name): TypedWorld.type(name)?.fields ?? []
        case .record(let fields): fields
        default: []
        }
    }
}
