import StrictJSON

/// Sets, records and calls.
extension TypeChecker {
    /// A set literal: its elements must join, and in strict mode there must be one.
    mutating func set(_ elements: [Expression], _ span: SourceSpan) -> Typing {
        if elements.isEmpty, mode == .strict {
            report("an empty set has no type", at: span)
            return Typing(type: nil)
        }
        var joined: SchemaType? = .never
        for element in elements {
            guard let type = typing(element).type else {
                joined = nil
                continue
            }
            guard let before = joined else { continue }
            joined = before.joined(type, mode)
            if joined == nil { report("a set cannot hold both `\(before)` and `\(type)`", at: element.span) }
        }
        return Typing(type: joined.map(SchemaType.set))
    }

    mutating func record(_ fields: [RecordField]) -> Typing {
        var attributes: [RecordShape.Attribute] = []
        var reaches: [ExactString: Reach] = [:]
        for field in fields {
            let typing = typing(field.value)
            if maxLevel != nil { reaches[field.name] = typing.reach }
            guard let type = typing.type else { continue }
            attributes.append(.init(name: field.name, type: type, isRequired: true))
        }
        let isKnown = attributes.count == fields.count
        return Typing(type: isKnown ? .record(RecordShape(attributes)) : nil, reach: .record(reaches))
    }

    mutating func call(
        _ function: ExtensionFunction,
        _ arguments: [Expression],
        _ span: SourceSpan
    ) -> SchemaType {
        let types = arguments.map { typing($0).type }
        if function.isConstructor {
            constructor(function, arguments, types, span)
        } else if types.count != function.parameters.count
            || zip(types, function.parameters).contains(where: { $0 != nil && $0 != .ext($1) })
        {
            let found = types.map { $0?.description ?? "?" }.joined(separator: ", ")
            report("`\(function.rawValue)` takes \(function.signature), found (\(found))", at: span)
        }
        return function.result
    }

    /// A constructor's literal is checked here so that it cannot fail later; strict mode takes nothing else.
    private mutating func constructor(
        _ function: ExtensionFunction,
        _ arguments: [Expression],
        _ types: [SchemaType?],
        _ span: SourceSpan
    ) {
        guard arguments.count == 1, let argument = arguments.first, types[0] == nil || types[0] == .string
        else {
            let found = types.map { $0?.description ?? "?" }.joined(separator: ", ")
            report("`\(function.rawValue)` takes one string in quotes, found (\(found))", at: span)
            return
        }
        guard case .literal(let value) = argument.kind, case .string = value else {
            if mode == .strict, types[0] != nil {
                report("`\(function.rawValue)` takes one string in quotes", at: argument.span)
            }
            return
        }
        do { _ = try function.call([value]) } catch {
            guard case .invalid(let message) = error else { return }
            report("`\(function.rawValue)`: \(message)", at: argument.span)
        }
    }
}
