/// The strict reader of a request's fields in HTTP/2 (RFC 9113, 8.2 and 8.3), as HPACK gives them.
///
/// Accepts what the parser of HTTP/1.1 accepts in its way of writing, and refuses the same things with the same codes.
package struct HTTP2HeadParser {
    private let limits: HTTPLimits

    /// A parser under limits.
    package init(limits: HTTPLimits = .standard) { self.limits = limits }

    /// The head that some fields are; `ends` says that no body follows.
    package func parse(
        _ fields: some Collection<(name: String, value: String)>,
        ends: Bool
    ) throws(FrontEndRefusal) -> RequestHead {
        var pseudo = PseudoFields()
        let rest = try pseudo.take(fields[...])
        guard rest.count <= limits.fields else {
            throw FrontEndRefusal(.headTooLarge, "the request has more than \(limits.fields) header fields")
        }
        var collector = FieldCollector(bytes: [], capacity: rest.count)
        for (name, value) in rest {
            try Self.check(name, value)
            try collector.take(name: name.utf8, value: value.utf8)
        }
        return try head(pseudo, collector, ends)
    }

    private func head(
        _ pseudo: PseudoFields,
        _ fields: FieldCollector,
        _ ends: Bool
    ) throws(FrontEndRefusal) -> RequestHead {
        guard let methodText = pseudo.method else { throw Self.malformed("the request has no `:method`") }
        let method = try RequestTarget.method(Array(methodText.utf8)[...])
        let authority = try Self.authority(pseudo.authority, fields.value(of: .host))
        let target = try target(pseudo, method, authority)
        return RequestHead(
            method: method,
            path: target.path,
            query: target.query,
            header: fields.fields,
            framing: try Self.framing(fields.value(of: .contentLength), ends),
            expectsContinue: try BodyFramingRules.expectsContinue(fields.value(of: .expect)),
            wantsClose: false
        )
    }

    private func target(
        _ pseudo: PseudoFields,
        _ method: String,
        _ authority: [UInt8]
    ) throws(FrontEndRefusal) -> RequestTarget {
        if method == "CONNECT" {
            guard pseudo.scheme == nil, pseudo.path == nil else {
                throw Self.malformed("a `CONNECT` has neither `:scheme` nor `:path`")
            }
            return try RequestTarget(authority[...], method: method)
        }
        guard pseudo.scheme?.utf8.elementsEqual("https".utf8) == true else {
            throw Self.malformed("the `:scheme` is not `https`")
        }
        let path = Array((pseudo.path ?? "").utf8)
        guard path.first == UInt8(ascii: "/") || method == "OPTIONS" && path == Array("*".utf8) else {
            throw Self.malformed("the `:path` does not begin with a slash")
        }
        guard path.count <= limits.requestLineBytes else {
            throw FrontEndRefusal(
                .requestLineTooLong,
                "the `:path` is longer than \(limits.requestLineBytes) bytes"
            )
        }
        return try RequestTarget(path[...], method: method)
    }

    /// One of the two at least, and both the same.
    private static func authority(
        _ pseudo: String?,
        _ host: ArraySlice<UInt8>?
    ) throws(FrontEndRefusal) -> [UInt8] {
        let named = pseudo.map { Array($0.utf8) } ?? host.map(Array.init) ?? []
        guard RequestTarget.isAuthority(named[...]) else {
            throw malformed("the `:authority` is not a host and a port")
        }
        if let host, !host.elementsEqual(named) {
            throw FrontEndRefusal(.ambiguousFraming, "the `host` field is not the `:authority`")
        }
        return named
    }

    private static func framing(
        _ length: ArraySlice<UInt8>?,
        _ ends: Bool
    ) throws(FrontEndRefusal) -> RequestHead.BodyFraming {
        let count = try length.map(BodyFramingRules.count)
        guard ends else { return count.map { .length($0) } ?? .chunked }
        guard count ?? 0 == 0 else {
            throw FrontEndRefusal(
                .ambiguousFraming,
                "the request ends before the body that its length announces"
            )
        }
        return .length(0)
    }

    /// RFC 9113, 8.2: lower case, nothing about the connection, no space around values.
    private static func check(_ name: String, _ value: String) throws(FrontEndRefusal) {
        guard !name.utf8.isEmpty, !name.utf8.contains(where: { (0x41...0x5A).contains($0) }) else {
            throw malformed("a header field's name is empty or not in lower case")
        }
        switch name {
        case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade":
            throw malformed("the header field `\(name)` has no place in HTTP/2")
        case "te" where value != "trailers": throw malformed("`te` says something else than `trailers`")
        default: break
        }
        if let first = value.utf8.first, let last = value.utf8.last,
            HTTPCharacters.isSpace(first) || HTTPCharacters.isSpace(last)
        {
            throw malformed("a header field's value begins or ends with a space")
        }
        // What HPACK could not read as UTF-8 comes as the replacement character.
        guard !value.unicodeScalars.contains("\u{FFFD}") else {
            throw malformed("a header field's value is not UTF-8")
        }
    }

    fileprivate static func malformed(_ detail: String) -> FrontEndRefusal {
        FrontEndRefusal(.malformedRequest, detail)
    }
}

/// The fields that stand for a request line: each at most once, before all others.
private struct PseudoFields {
    var method: String?
    var scheme: String?
    var path: String?
    var authority: String?

    /// Takes them from the front, and gives what follows them.
    mutating func take<Fields: Collection<(name: String, value: String)>>(
        _ fields: Fields
    ) throws(FrontEndRefusal) -> Fields.SubSequence {
        var rest = fields[...]
        while let (name, value) = rest.first, name.utf8.first == UInt8(ascii: ":") {
            switch name {
            case ":method": try set(&method, name, value)
            case ":scheme": try set(&scheme, name, value)
            case ":path": try set(&path, name, value)
            case ":authority": try set(&authority, name, value)
            default: throw HTTP2HeadParser.malformed("the request has an unknown pseudo-header field")
            }
            rest = rest.dropFirst()
        }
        guard !rest.contains(where: { $0.name.utf8.first == UInt8(ascii: ":") }) else {
            throw HTTP2HeadParser.malformed("a pseudo-header field follows a header field")
        }
        return rest
    }

    private func set(_ field: inout String?, _ name: String, _ value: String) throws(FrontEndRefusal) {
        guard field == nil else { throw HTTP2HeadParser.malformed("`\(name)` is sent twice") }
        field = value
    }
}
