import StrictJSON

/// The grammar of schemas: namespaces, entities, types, actions.
extension Parser {
    /// All declarations of the text; problems are left in `diagnostics`.
    mutating func schema() -> SchemaDeclarations {
        var result = SchemaDeclarations()
        var namespaces: [String: SourceSpan] = [:]
        while current.kind != .end, diagnostics.count < limits.maxDiagnostics {
            nesting = 0
            do {
                let annotations = try annotations()
                guard isAt("namespace") else {
                    try declaration(annotations, in: "", into: &result)
                    continue
                }
                try namespace(annotations, into: &result, seen: &namespaces)
            } catch {
                diagnostics.append(error)
                skipPastSemicolon()
            }
        }
        return result
    }

    private mutating func namespace(
        _ annotations: [Annotation],
        into result: inout SchemaDeclarations,
        seen: inout [String: SourceSpan]
    ) throws(CedarDiagnostic) {
        let start = current.span
        advance()
        let name = try path(expecting: "the name of a namespace").map(text).joined(separator: "::")
        guard seen.updateValue(start, forKey: name) == nil else {
            throw problem(.duplicate, "namespace `\(name)` is declared twice", at: start)
        }
        result.namespaces.append(.init(name: name, annotations: annotations))
        try expect(.leftBrace, "`{`")
        while current.kind != .rightBrace, current.kind != .end, diagnostics.count < limits.maxDiagnostics {
            do {
                let annotations = try self.annotations()
                try declaration(annotations, in: name, into: &result)
            } catch {
                diagnostics.append(error)
                skipPastSemicolon()
            }
        }
        try expect(.rightBrace, "`entity`, `action`, `type` or `}`")
    }

    private mutating func declaration(
        _ annotations: [Annotation],
        in namespace: String,
        into result: inout SchemaDeclarations
    ) throws(CedarDiagnostic) {
        if skipWord("entity") {
            result.entities += try entities(annotations, in: namespace)
        } else if skipWord("action") {
            result.actions += try actions(annotations, in: namespace)
        } else if skipWord("type") {
            let token = try name("the name of a type")
            try expect(.assign, "`=`")
            let type = try type(in: namespace)
            let name = SchemaDeclarations.Name(parts: [text(token)], span: token.span, namespace: namespace)
            result.types.append(.init(name: name, type: type, annotations: annotations))
        } else {
            throw unexpected("`entity`, `action`, `type` or `namespace`")
        }
        try expect(.semicolon, "`;`")
    }

    // MARK: Entities

    private mutating func entities(
        _ annotations: [Annotation],
        in namespace: String
    ) throws(CedarDiagnostic) -> [SchemaDeclarations.EntityDeclaration] {
        var names: [SchemaDeclarations.Name] = []
        repeat {
            let token = try name("the name of an entity type")
            names.append(.init(parts: [text(token)], span: token.span, namespace: namespace))
        } while skip(.comma)
        if skipWord("enum") {
            let ids = try ids()
            return names.map {
                .init(
                    name: $0,
                    parents: [],
                    attributes: [],
                    tags: nil,
                    ids: ids,
                    annotations: annotations
                )
            }
        }
        let parents = skipWord("in") ? try typeReferences(in: namespace) : []
        var attributes: [SchemaDeclarations.WrittenAttribute] = []
        let needsBrace = skip(.assign)
        if current.kind == .leftBrace {
            attributes = try self.attributes(in: namespace)
        } else if needsBrace {
            throw unexpected("`{`")
        }
        let tags = skipWord("tags") ? try type(in: namespace) : nil
        return names.map {
            .init(
                name: $0,
                parents: parents,
                attributes: attributes,
                tags: tags,
                ids: nil,
                annotations: annotations
            )
        }
    }

    private mutating func ids() throws(CedarDiagnostic) -> [ExactString] {
        try expect(.leftBracket, "`[`")
        var ids: [ExactString] = []
        repeat {
            guard current.kind == .string else { throw unexpected("an id in quotes") }
            // An id listed twice is one id, as in the reference engine.
            ids.append(try string(current))
            advance()
        } while skip(.comma)
        try expect(.rightBracket, "`,` or `]`")
        return ids
    }

    /// One name, or several in brackets.
    private mutating func typeReferences(
        in namespace: String
    ) throws(CedarDiagnostic) -> [SchemaDeclarations.Name] {
        guard skip(.leftBracket) else { return [try typeReference(in: namespace)] }
        var names: [SchemaDeclarations.Name] = []
        if skip(.rightBracket) { return names }
        repeat {
            names.append(try typeReference(in: namespace))
        } while skip(.comma)
        try expect(.rightBracket, "`,` or `]`")
        return names
    }

    /// A path of names, the language's own namespace included.
    private mutating func typeReference(
        in namespace: String
    ) throws(CedarDiagnostic) -> SchemaDeclarations.Name {
        let start = current.span
        var parts: [String] = []
        if isAt(ReservedWord.namespace), following.kind == .doubleColon {
            parts.append(ReservedWord.namespace)
            advance()
            advance()
        }
        parts += try path(expecting: "the name of a type").map(text)
        return .init(parts: parts, span: span(from: start), namespace: namespace)
    }

    // MARK: Types

    private mutating func type(in namespace: String) throws(CedarDiagnostic) -> SchemaDeclarations.WrittenType
    {
        try nested { parser throws(CedarDiagnostic) in
            if parser.current.kind == .leftBrace { return .record(try parser.attributes(in: namespace)) }
            guard parser.isAt("Set"), parser.following.kind == .less else {
                return .name(try parser.typeReference(in: namespace))
            }
            parser.advance()
            parser.advance()
            let element = try parser.type(in: namespace)
            try parser.expect(.greater, "`>`")
            return .set(element)
        }
    }

    private mutating func attributes(
        in namespace: String
    ) throws(CedarDiagnostic) -> [SchemaDeclarations.WrittenAttribute] {
        try expect(.leftBrace, "`{`")
        var attributes: [SchemaDeclarations.WrittenAttribute] = []
        var names: Set<ExactString> = []
        while current.kind != .rightBrace {
            let annotations = try annotations()
            let start = current.span
            let name = try attributeName()
            guard names.insert(name).inserted else {
                throw problem(.duplicate, "attribute `\(name)` is declared twice", at: start)
            }
            let isOptional = skip(.question)
            try expect(.colon, isOptional ? "`:`" : "`?` or `:`")
            let type = try type(in: namespace)
            attributes.append(
                .init(
                    name: name,
                    span: start,
                    type: type,
                    isRequired: !isOptional,
                    annotations: annotations
                )
            )
            guard skip(.comma) else { break }
        }
        try expect(.rightBrace, "`,` or `}`")
        return attributes
    }

    /// An identifier or a string.
    private mutating func attributeName() throws(CedarDiagnostic) -> ExactString {
        guard current.kind == .string else { return ExactString(text(try name("an attribute"))) }
        let name = try string(current)
        advance()
        return name
    }

    // MARK: Actions

    private mutating func actions(
        _ annotations: [Annotation],
        in namespace: String
    ) throws(CedarDiagnostic) -> [SchemaDeclarations.ActionDeclaration] {
        var names: [(id: ExactString, span: SourceSpan)] = []
        repeat {
            let start = current.span
            names.append((try attributeName(), start))
        } while skip(.comma)
        let groups = skipWord("in") ? try actionGroups(in: namespace) : []
        let appliesTo = skipWord("appliesTo") ? try appliesTo(in: namespace) : nil
        if skipWord("attributes") {
            try expect(.leftBrace, "`{`")
            try expect(.rightBrace, "`}`: actions have no attributes")
        }
        return names.map {
            .init(
                id: $0.id,
                span: $0.span,
                namespace: namespace,
                groups: groups,
                appliesTo: appliesTo,
                annotations: annotations
            )
        }
    }

    private mutating func actionGroups(
        in namespace: String
    ) throws(CedarDiagnostic) -> [SchemaDeclarations.ActionReference] {
        guard skip(.leftBracket) else { return [try actionGroup(in: namespace)] }
        var groups: [SchemaDeclarations.ActionReference] = []
        repeat { groups.append(try actionGroup(in: namespace)) } while skip(.comma)
        try expect(.rightBracket, "`,` or `]`")
        return groups
    }

    private mutating func actionGroup(
        in namespace: String
    ) throws(CedarDiagnostic) -> SchemaDeclarations.ActionReference {
        let start = current.span
        if current.kind == .string { return .init(type: nil, id: try attributeName(), span: start) }
        let path = try path(expecting: "an action")
        guard skip(.doubleColon) else {
            guard path.count == 1 else { throw unexpected("`::` and an action in quotes") }
            return .init(type: nil, id: ExactString(text(path[0])), span: start)
        }
        guard current.kind == .string else { throw unexpected("an action in quotes") }
        let type = SchemaDeclarations.Name(parts: path.map(text), span: start, namespace: namespace)
        return .init(type: type, id: try attributeName(), span: start)
    }

    private mutating func appliesTo(
        in namespace: String
    ) throws(CedarDiagnostic) -> SchemaDeclarations.AppliesTo {
        let start = current.span
        try expect(.leftBrace, "`{`")
        var principals: [SchemaDeclarations.Name]?
        var resources: [SchemaDeclarations.Name]?
        var context: SchemaDeclarations.WrittenType?
        while current.kind != .rightBrace {
            let key = current
            guard isAt("principal") || isAt("resource") || isAt("context") else {
                throw unexpected("`principal`, `resource`, `context` or `}`")
            }
            let isFirst =
                isAt("principal") ? principals == nil : isAt("resource") ? resources == nil : context == nil
            guard isFirst else { throw problem(.duplicate, "`\(text(key))` is declared twice", at: key.span) }
            advance()
            try expect(.colon, "`:`")
            if matches(key, "context") {
                context =
                    current.kind == .leftBrace
                    ? .record(try attributes(in: namespace)) : .name(try typeReference(in: namespace))
            } else {
                let names = try typeReferences(in: namespace)
                guard !names.isEmpty else {
                    throw problem(.invalidSchema, "`\(text(key))` needs at least one type", at: key.span)
                }
                if matches(key, "principal") { principals = names } else { resources = names }
            }
            guard skip(.comma) else { break }
        }
        try expect(.rightBrace, "`,` or `}`")
        guard let principals, let resources else {
            let missing = principals == nil ? "principal" : "resource"
            throw problem(.invalidSchema, "`appliesTo` without `\(missing)`", at: start)
        }
        return .init(principals: principals, resources: resources, context: context)
    }
}
