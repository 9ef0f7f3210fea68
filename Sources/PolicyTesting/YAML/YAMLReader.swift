import StrictJSON
import Yams

/// Reads one YAML document strictly: no anchors or aliases, no tags, no repeated keys, no guessed types.
struct YAMLReader {
    private let file: String

    /// The one value that a text holds.
    ///
    /// - Throws: a fault with the line, for whatever is not plain YAML of bounded size.
    static func value(of text: String, file: String) throws(TestFault) -> YAMLValue {
        guard text.utf8.count <= Limits.bytes else {
            throw TestFault(file, nil, "more than \(Limits.bytes) bytes")
        }
        // Before anything is composed: an alias as a key makes the library look at every copy.
        if let place = AliasScan.first(in: text) { throw TestFault(file, place, aliases) }
        let root: Node?
        do {
            root = try compose(yaml: text, .basic)
        } catch {
            throw fault(error, file)
        }
        guard let root else {
            throw TestFault(file, nil, "expected `policies`, `with` and `cases`, found nothing")
        }
        return try YAMLReader(file: file).value(of: root, depth: 0)
    }

    private func value(of node: Node, depth: Int) throws(TestFault) -> YAMLValue {
        let place = place(of: node)
        guard node.anchor == nil else { throw TestFault(file, place, Self.aliases) }
        guard depth < Limits.depth else { throw TestFault(file, place, "nested too deeply") }
        let known: Tag.Name =
            switch node {
            case .scalar: .str
            case .sequence: .seq
            case .mapping: .map
            case .alias: throw TestFault(file, place, Self.aliases)
            }
        guard node.tag == Tag(known) else {
            throw TestFault(file, place, "tags such as `!!int` are not read: write the value alone")
        }
        switch node {
        case .scalar(let scalar): return YAMLValue(place: place, content: .text(ExactString(scalar.string)))
        case .sequence(let sequence):
            var list: [YAMLValue] = []
            for element in sequence { list.append(try value(of: element, depth: depth + 1)) }
            return YAMLValue(place: place, content: .list(list))
        case .mapping(let mapping):
            return YAMLValue(place: place, content: .mapping(try members(of: mapping, depth: depth + 1)))
        case .alias: throw TestFault(file, place, Self.aliases)
        }
    }

    private func members(of mapping: Node.Mapping, depth: Int) throws(TestFault) -> [YAMLValue.Member] {
        var members: [YAMLValue.Member] = []
        var seen: Set<ExactString> = []
        for (key, node) in mapping {
            let name = try value(of: key, depth: depth)
            guard let text = name.text else { throw TestFault(file, name.place, "a key is a single word") }
            guard seen.insert(text).inserted else {
                throw TestFault(file, name.place, "the key `\(text)` stands twice")
            }
            let value = try value(of: node, depth: depth)
            members.append(YAMLValue.Member(key: text, place: name.place, value: value))
        }
        return members
    }

    private func place(of node: Node) -> YAMLPlace {
        YAMLPlace(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    private static func fault(_ error: any Error, _ file: String) -> TestFault {
        func at(_ mark: Mark) -> YAMLPlace { YAMLPlace(line: mark.line, column: mark.column) }
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return TestFault(file, at(mark), "not readable as YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map { "`\($0)`" }.joined(separator: ", ")
            return TestFault(file, at(context.mark), "the key \(names) stands twice")
        default:
            return TestFault(file, nil, "not readable as YAML: \(error)")
        }
    }

    private static let aliases =
        "anchors and aliases are not read: write the value out, or put a text with `&` or `*` in quotes"

    private enum Limits {
        static let bytes = 1 << 20
        static let depth = 16
    }
}
