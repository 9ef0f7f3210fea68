/// What a request is for: a path with an optional query, or an absolute address that has them (RFC 9112, 3.2).
struct RequestTarget {
    let path: String
    let query: String?
    /// The authority of an absolute target, in lower case.
    let authority: [UInt8]?

    /// A target that is not empty; `method` says whether it may be `*` or an authority.
    init(_ target: ArraySlice<UInt8>, method: String) throws(FrontEndRefusal) {
        var question: Int?
        for index in target.indices {
            let byte = target[index]
            guard (0x21...0x7E).contains(byte) else {
                throw Self.malformed("the target has a character that targets cannot have")
            }
            guard byte != UInt8(ascii: "#") else { throw Self.malformed("the target has a fragment") }
            if byte == UInt8(ascii: "?"), question == nil { question = index }
        }
        guard target.first != UInt8(ascii: "/") else {
            let end = question ?? target.endIndex
            authority = nil
            path = String(decoding: target[..<end], as: UTF8.self)
            query = question.map { String(decoding: target[($0 + 1)...], as: UTF8.self) }
            return
        }
        let rest: ArraySlice<UInt8>
        (authority, rest) = try Self.split(target, method: method)
        let end = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        path = String(decoding: rest[..<end], as: UTF8.self)
        query = end == rest.endIndex ? nil : String(decoding: rest[(end + 1)...], as: UTF8.self)
    }

    /// The method that some bytes name.
    static func method(_ bytes: ArraySlice<UInt8>) throws(FrontEndRefusal) -> String {
        guard !bytes.isEmpty, bytes.count <= longestMethod, bytes.allSatisfy(HTTPCharacters.isToken) else {
            throw malformed("the method is not a token")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Letters, digits and `.-_:[]`: no user names, no percent signs.
    static func isAuthority(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { byte in
                HTTPCharacters.isLetter(byte) || HTTPCharacters.isDigit(byte) || marks.contains(byte)
            }
    }

    static func malformed(_ detail: String) -> FrontEndRefusal { FrontEndRefusal(.malformedRequest, detail) }

    /// The authority, when the target has one, and the path with its query.
    private static func split(
        _ target: ArraySlice<UInt8>,
        method: String
    ) throws(FrontEndRefusal) -> (authority: [UInt8]?, rest: ArraySlice<UInt8>) {
        if method == "CONNECT" || method == "OPTIONS" && target.elementsEqual("*".utf8) {
            return (nil, target)
        }
        let lower = target.map(HTTPCharacters.lowercased)
        for scheme in ["https://", "http://"] where lower.starts(with: scheme.utf8) {
            let authority = lower.dropFirst(scheme.utf8.count).prefix { !stops.contains($0) }
            guard isAuthority(authority) else { break }
            let rest = target.dropFirst(scheme.utf8.count + authority.count)
            guard rest.first == UInt8(ascii: "/") else { return (Array(authority), Array("/".utf8) + rest) }
            return (Array(authority), rest)
        }
        throw malformed("the target is neither a path nor an absolute address")
    }

    private static let marks = Array(".-_:[]".utf8)
    private static let stops = Array("/?".utf8)
    private static let longestMethod = 32
}
