import Foundation
import StrictJSON

extension BrokerSet {
    /// The set with more jurisdictions of the same shape, each with its five policies and four entities.
    ///
    /// Its requests are those of the smaller set, moved to other jurisdictions: every request is answered as the one
    /// that it came from, for the policies of a jurisdiction say nothing of another and only its number differs.
    func extended(to larger: Int) throws -> BrokerSet {
        let per = 5
        let (places, more) = (count / per, larger / per)
        let block = texts.policies.components(separatedBy: "\n\n").prefix(per).joined(separator: "\n\n")
        let added = (places..<more).map { place in
            block.replacingOccurrences(of: Self.name(0), with: Self.name(place))
                .replacingOccurrences(of: "\"10.0.0.0/16\"", with: "\"10.\(place % 256).0.0/16\"")
        }
        return try BrokerSet(
            larger,
            allowed: allowed,
            Texts(
                schema: texts.schema,
                policies: ([texts.policies] + added).joined(separator: "\n\n"),
                entities: try entities(from: places, to: more),
                requests: try requests(over: places, to: more)
            )
        )
    }

    /// The entities, and for each further place those of the first or second: odd places differ from even ones.
    private func entities(from places: Int, to more: Int) throws -> JSONValue {
        let own = texts.entities.array ?? []
        let patterns = try (0..<2).map { parity in
            let name = Self.name(parity)
            let found = own.map(Self.text).filter { $0.contains("\(name)\"") || $0.contains("\(name)-") }
            guard found.count == 4 else {
                throw WrongAnswer("\(found.count) entities of \(name), expected 4")
            }
            return found.joined(separator: ",")
        }
        let added = (places..<more).map { place in
            patterns[place % 2]
                .replacingOccurrences(of: Self.name(place % 2), with: Self.name(place))
        }
        return try Self.json("[\((own.map(Self.text) + added).joined(separator: ","))]")
    }

    /// Each request moved by a multiple of the number of places, which keeps odd places odd.
    private func requests(over places: Int, to more: Int) throws -> JSONValue {
        let moved = try (texts.requests.array ?? []).enumerated().map { index, request in
            let gallery = request["resource"]?["id"]?.string?.value ?? ""
            guard let place = Int(gallery.dropFirst().prefix(while: \.isNumber)) else {
                throw WrongAnswer("a request for `\(gallery)`, expected a gallery such as `J000-main`")
            }
            let target = place + places * (index * 7 % (more / places))
            return Self.text(request)
                .replacingOccurrences(of: Self.name(place), with: Self.name(target))
                .replacingOccurrences(of: "\"10.\(place).1.2\"", with: "\"10.\(target % 256).1.2\"")
        }
        return try Self.json("[\(moved.joined(separator: ","))]")
    }

    private static func name(_ place: Int) -> String { String(format: "J%03d", place) }

    private static func text(_ json: JSONValue) -> String {
        String(decoding: json.serialized(), as: UTF8.self)
    }

    private static func json(_ text: String) throws -> JSONValue {
        try JSONValue.parse(
            Array(text.utf8),
            limits: JSONLimits(maxBytes: 64 << 20, maxDepth: 64, maxMembers: 10_000_000)
        )
    }
}
