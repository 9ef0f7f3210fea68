package import StrictJSON

extension Schema {
    /// Reads a schema in JSON.
    ///
    /// - Throws: the first problem of the form, with its place in the JSON, or every problem of what it says.
    package init(
        json bytes: [UInt8],
        file: String,
        limits: JSONLimits = .cedarPolicies
    ) throws(CedarError) {
        let source = SourceFile(name: file, text: "")
        let declarations: SchemaDeclarations
        do {
            declarations = try SchemaReader.declarations(bytes, limits, SchemaPlaces())
        } catch {
            throw CedarError([CedarDiagnostic(.invalidSchema, error.description, in: source, at: .none)])
        }
        do {
            self = try SchemaResolver.resolve(declarations, source: source)
        } catch {
            // Only now is it known which places are worth their words.
            let places = SchemaPlaces(wanted: Set(error.diagnostics.map(\.span)))
            _ = try? SchemaReader.declarations(bytes, limits, places)
            throw CedarError(error.diagnostics.map { $0.prefixed(places.path(of: $0.span)) })
        }
    }
}

/// Reads schemas in JSON: namespaces with `entityTypes`, `actions` and `commonTypes`.
struct SchemaReader {
    typealias Name = SchemaDeclarations.Name
    typealias WrittenType = SchemaDeclarations.WrittenType

    private let namespace: String
    private let places: SchemaPlaces
    private var result = SchemaDeclarations()

    static func declarations(
        _ bytes: [UInt8],
        _ limits: JSONLimits,
        _ places: SchemaPlaces
    ) throws(PolicyJSONError) -> SchemaDeclarations {
        let json: JSONValue
        do { json = try JSONValue.parse(bytes, limits: limits) } catch { throw PolicyJSONError("\(error)") }
        var all = SchemaDeclarations()
        for (name, value) in try members(json, at: "") {
            guard name.isEmpty || TypeName.isValid(name) else {
                throw PolicyJSONError("", "`\(name)` is no namespace")
            }
            var reader = SchemaReader(namespace: name.value, places: places)
            try reader.read(value, at: "/\(name)")
            all.namespaces += reader.result.namespaces
            all.entities += reader.result.entities
            all.types += reader.result.types
            all.actions += reader.result.actions
        }
        return all
    }

    private init(namespace: String, places: SchemaPlaces) {
        self.namespace = namespace
        self.places = places
    }

    private mutating func read(_ json: JSONValue, at path: String) throws(PolicyJSONError) {
        try Self.check(json, ["entityTypes", "actions", "commonTypes", "annotations"], at: path)
        guard let entities = json["entityTypes"], let actions = json["actions"] else {
            throw PolicyJSONError(path, "expected an object with `entityTypes` and `actions`")
        }
        let annotations = try Self.annotations(json, at: path)
        if !namespace.isEmpty { result.namespaces.append(.init(name: namespace, annotations: annotations)) }
        for (name, type) in try Self.members(json["commonTypes"] ?? [:], at: "\(path)/commonTypes") {
            let place = "\(path)/commonTypes/\(name)"
            result.types.append(
                .init(
                    name: try plainName(name, at: place),
                    type: try self.type(type, at: place, besides: ["annotations"]),
                    annotations: try Self.annotations(type, at: place)
                )
            )
        }
        for (name, entity) in try Self.members(entities, at: "\(path)/entityTypes") {
            try readEntity(name, entity, at: "\(path)/entityTypes/\(name)")
        }
        for (id, action) in try Self.members(actions, at: "\(path)/actions") {
            try readAction(id, action, at: "\(path)/actions/\(id)")
        }
    }

    // MARK: Entities

    private mutating func readEntity(
        _ name: ExactString,
        _ json: JSONValue,
        at path: String
    ) throws(PolicyJSONError) {
        let ids = try json["enum"].map { json throws(PolicyJSONError) in
            try Self.ids(json, at: "\(path)/enum")
        }
        let members: [ExactString] = ids == nil ? ["memberOfTypes", "shape", "tags"] : ["enum"]
        try Self.check(json, members + ["annotations"], at: path)
        var attributes: [SchemaDeclarations.WrittenAttribute] = []
        var shape: WrittenType?
        if let written = json["shape"] {
            switch try type(written, at: "\(path)/shape") {
            case .record(let own): attributes = own
            case let other: shape = other
            }
        }
        result.entities.append(
            .init(
                name: try plainName(name, at: path),
                parents: try names(json["memberOfTypes"], at: "\(path)/memberOfTypes"),
                attributes: attributes,
                tags: try json["tags"].map { tags throws(PolicyJSONError) in
                    try type(tags, at: "\(path)/tags")
                },
                ids: ids,
                shape: shape,
                annotations: try Self.annotations(json, at: path)
            )
        )
    }

    private static func ids(_ json: JSONValue, at path: String) throws(PolicyJSONError) -> [ExactString] {
        let ids = try array(json, at: path).compactMap(\.string)
        guard !ids.isEmpty, ids.count == json.array?.count else {
            throw PolicyJSONError(path, "expected an array of one or more texts")
        }
        return ids
    }

    // MARK: Actions

    private mutating func readAction(
        _ id: ExactString,
        _ json: JSONValue,
        at path: String
    ) throws(PolicyJSONError) {
        try Self.check(json, ["memberOf", "appliesTo", "annotations", "attributes"], at: path)
        if let attributes = json["attributes"], !attributes.isNull, attributes.object?.isEmpty != true {
            throw PolicyJSONError("\(path)/attributes", "actions have no attributes")
        }
        var groups: [SchemaDeclarations.ActionReference] = []
        let memberOf = try Self.array(json["memberOf"] ?? .null, at: "\(path)/memberOf")
        for (index, group) in memberOf.enumerated() {
            groups.append(try self.group(group, at: "\(path)/memberOf/\(index)"))
        }
        result.actions.append(
            .init(
                id: id,
                span: places.span(path),
                namespace: namespace,
                groups: groups,
                appliesTo: try appliesTo(json["appliesTo"] ?? .null, at: "\(path)/appliesTo"),
                annotations: try Self.annotations(json, at: path)
            )
        )
    }

    private func group(
        _ json: JSONValue,
        at path: String
    ) throws(PolicyJSONError) -> SchemaDeclarations.ActionReference {
        try Self.check(json, ["id", "type"], at: path)
        guard let id = json["id"]?.string else { throw PolicyJSONError(path, "expected an object with `id`") }
        let type = try json["type"].map { json throws(PolicyJSONError) in try name(json, at: "\(path)/type") }
        return .init(type: type, id: id, span: places.span(path))
    }

    private func appliesTo(
        _ json: JSONValue,
        at path: String
    ) throws(PolicyJSONError) -> SchemaDeclarations.AppliesTo? {
        if json.isNull { return nil }
        try Self.check(json, ["principalTypes", "resourceTypes", "context"], at: path)
        guard let principals = json["principalTypes"], let resources = json["resourceTypes"] else {
            throw PolicyJSONError(path, "expected an object with `principalTypes` and `resourceTypes`")
        }
        let context = try json["context"].map { json throws(PolicyJSONError) in
            try type(json, at: "\(path)/context")
        }
        return .init(
            principals: try names(principals, at: "\(path)/principalTypes"),
            resources: try names(resources, at: "\(path)/resourceTypes"),
            context: context
        )
    }

    // MARK: Types

    private func type(
        _ json: JSONValue,
        at path: String,
        besides others: [ExactString] = []
    ) throws(PolicyJSONError) -> WrittenType {
        guard let form = json["type"]?.string else {
            throw PolicyJSONError(path, "expected an object with `type`")
        }
        let allowed = ["type"] + others
        switch form.value {
        case "String", "Long", "Boolean", "Bool":
            try Self.check(json, allowed, at: path)
            return .builtin(form == "Long" ? .long : form == "String" ? .string : .bool(.any))
        case "Set":
            try Self.check(json, allowed + ["element"], at: path)
            guard let element = json["element"] else { throw PolicyJSONError(path, "expected `element`") }
            return .set(try type(element, at: "\(path)/element"))
        case "Record":
            try Self.check(json, allowed + ["attributes", "additionalAttributes"], at: path)
            guard json["additionalAttributes"]?.bool != true else {
                throw PolicyJSONError(
                    "\(path)/additionalAttributes",
                    "records with other attributes are not supported"
                )
            }
            return .record(try attributes(json["attributes"], at: "\(path)/attributes"))
        case "Entity":
            try Self.check(json, allowed + ["name"], at: path)
            return .entity(try name(json["name"], at: "\(path)/name"))
        case "EntityOrCommon":
            try Self.check(json, allowed + ["name"], at: path)
            return .name(try name(json["name"], at: "\(path)/name"))
        case "Extension":
            try Self.check(json, allowed + ["name"], at: path)
            guard let name = json["name"]?.string, let type = ExtensionType(rawValue: name.value) else {
                throw PolicyJSONError("\(path)/name", "expected an extension type")
            }
            return .builtin(.ext(type))
        default:
            try Self.check(json, allowed, at: path)
            return .name(try name(.string(form), at: "\(path)/type"))
        }
    }

    private func attributes(
        _ json: JSONValue?,
        at path: String
    ) throws(PolicyJSONError) -> [SchemaDeclarations.WrittenAttribute] {
        guard let json else { throw PolicyJSONError(path, "expected an object of attributes") }
        var attributes: [SchemaDeclarations.WrittenAttribute] = []
        for (name, value) in try Self.members(json, at: path) {
            let place = "\(path)/\(name)"
            if let required = value["required"], required.bool == nil {
                throw PolicyJSONError("\(place)/required", "expected true or false")
            }
            attributes.append(
                .init(
                    name: name,
                    span: places.span(place),
                    type: try type(value, at: place, besides: ["required", "annotations"]),
                    isRequired: value["required"]?.bool ?? true,
                    annotations: try Self.annotations(value, at: place)
                )
            )
        }
        return attributes
    }

    // MARK: Names

    /// A name that is declared: one identifier.
    private func plainName(_ name: ExactString, at path: String) throws(PolicyJSONError) -> Name {
        guard TypeName.isValid(name), TypeName.baseName(name) == name else {
            throw PolicyJSONError(path, "`\(name)` is no identifier")
        }
        return Name(parts: [name.value], span: places.span(path), namespace: namespace)
    }

    private func name(_ json: JSONValue?, at path: String) throws(PolicyJSONError) -> Name {
        guard let name = json?.string else { throw PolicyJSONError(path, "expected a name") }
        let own = ExactString("\(ReservedWord.namespace)::")
        let rest = name.hasPrefix(own) ? TypeName.baseName(name) : name
        guard TypeName.isValid(rest), rest == name || "\(own)\(rest)" == name.value else {
            throw PolicyJSONError(path, "`\(name)` is no name of a type")
        }
        let parts = name.value.split(separator: ":").map(String.init)
        return Name(parts: parts, span: places.span(path), namespace: namespace)
    }

    private func names(_ json: JSONValue?, at path: String) throws(PolicyJSONError) -> [Name] {
        var names: [Name] = []
        for (index, element) in try Self.array(json ?? .null, at: path).enumerated() {
            names.append(try name(element, at: "\(path)/\(index)"))
        }
        return names
    }

    // MARK: JSON

    /// The annotations of a declaration; null stands for no value.
    private static func annotations(
        _ json: JSONValue,
        at path: String
    ) throws(PolicyJSONError) -> [Annotation] {
        guard let annotations = json["annotations"] else { return [] }
        var result: [Annotation] = []
        for (name, value) in try members(annotations, at: "\(path)/annotations") {
            guard Self.isIdentifier(name) else {
                throw PolicyJSONError("\(path)/annotations", "`\(name)` is no name of an annotation")
            }
            guard let text = value.string ?? (value.isNull ? "" : nil) else {
                throw PolicyJSONError("\(path)/annotations/\(name)", "expected a text or null")
            }
            result.append(Annotation(name: name, value: text, span: .none))
        }
        return result
    }

    private static func members(
        _ json: JSONValue,
        at path: String
    ) throws(PolicyJSONError) -> [(name: ExactString, value: JSONValue)] {
        guard let object = json.object else { throw PolicyJSONError(path, "expected an object") }
        return object.members
    }

    /// Whether a name is an identifier, words of the language included.
    private static func isIdentifier(_ name: ExactString) -> Bool {
        name.bytes.first.map { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } == true
            && TypeName.isValid(ExactString("_\(name)")) && !name.bytes.contains(UInt8(ascii: ":"))
    }

    /// The elements of an array; null stands for none.
    private static func array(_ json: JSONValue, at path: String) throws(PolicyJSONError) -> [JSONValue] {
        if json.isNull { return [] }
        guard let array = json.array else { throw PolicyJSONError(path, "expected an array") }
        return array
    }

    private static func check(
        _ json: JSONValue,
        _ known: [ExactString],
        at path: String
    ) throws(PolicyJSONError) {
        for (name, _) in try members(json, at: path) where !known.contains(name) {
            let hint = Suggestion.clause(for: name.value, among: known.map(\.value))
            throw PolicyJSONError(path, "unknown member `\(name)`\(hint)")
        }
    }
}
