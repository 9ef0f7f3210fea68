/// The first line of a request: method, target and version, one space between them.
struct RequestLine {
    let method: String
    let path: String
    let query: String?
    /// HTTP/1.0.
    let isOld: Bool
    /// The authority of an absolute target, in lower case.
    private let authority: [UInt8]?

    init(_ line: ArraySlice<UInt8>) throws(FrontEndRefusal) {
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[1].isEmpty, parts[1].allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Self.malformed(
                "the request line is not a method, a target and a version with one space between"
            )
        }
        guard !parts[0].isEmpty, parts[0].count <= Self.longestMethod,
            parts[0].allSatisfy(HTTPCharacters.isToken)
        else { throw Self.malformed("the method is not a token") }
        method = String(decoding: parts[0], as: UTF8.self)
        isOld = try Self.isOld(parts[2])
        let (authority, rest) = try Self.split(parts[1], method: method)
        self.authority = authority
        let question = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        path = String(decoding: rest[..<question], as: UTF8.self)
        query = question == rest.endIndex ? nil : String(decoding: rest[(question + 1)...], as: UTF8.self)
    }

    /// RFC 9112, 3.2: exactly one `Host` (HTTP/1.0 may do without), and the same one as in an absolute target.
    func checkHost(_ fields: [HeaderField]) throws(FrontEndRefusal) {
        guard let host = fields.first(where: { $0.name == "host" })?.value else {
            guard isOld, authority == nil else { throw Self.malformed("the request has no `host` field") }
            return
        }
        guard !host.utf8.isEmpty, host.utf8.allSatisfy(Self.isAuthority) else {
            throw Self.malformed("the `host` field is not a host and a port")
        }
        if let authority, !host.utf8.map(HTTPCharacters.lowercased).elementsEqual(authority) {
            throw FrontEndRefusal(.ambiguousFraming, "the target's host is not that of the `host` field")
        }
    }

    private static func isOld(_ version: ArraySlice<UInt8>) throws(FrontEndRefusal) -> Bool {
        if version.elementsEqual("HTTP/1.1".utf8) { return false }
        if version.elementsEqual("HTTP/1.0".utf8) { return true }
        guard version.starts(with: "HTTP/".utf8) else {
            throw malformed("the request line does not end with a version")
        }
        throw FrontEndRefusal(.unsupportedVersion, "the version is not HTTP/1.1")
    }

    /// The authority, when the target has one, and the path with its query.
    private static func split(
        _ target: ArraySlice<UInt8>,
        method: String
    ) throws(FrontEndRefusal) -> (authority: [UInt8]?, rest: ArraySlice<UInt8>) {
        guard !target.contains(UInt8(ascii: "#")) else { throw malformed("the target has a fragment") }
        if target.first == UInt8(ascii: "/") { return (nil, target) }
        if method == "CONNECT" || method == "OPTIONS" && target.elementsEqual("*".utf8) {
            return (nil, target)
        }
        let lower = target.map(HTTPCharacters.lowercased)
        for scheme in ["https://", "http://"] where lower.starts(with: scheme.utf8) {
            let authority = lower.dropFirst(scheme.utf8.count).prefix { !stops.contains($0) }
            guard !authority.isEmpty, authority.allSatisfy(isAuthority) else { break }
            let rest = target.dropFirst(scheme.utf8.count + authority.count)
            guard rest.first == UInt8(ascii: "/") else { return (Array(authority), Array("/".utf8) + rest) }
            return (Array(authority), rest)
        }
        throw malformed("the target is neither a path nor an absolute address")
    }

    /// Letters, digits and `.-_:[]`: no user names, no percent signs.
    private static func isAuthority(_ byte: UInt8) -> Bool {
        HTTPCharacters.isLetter(byte) || HTTPCharacters.isDigit(byte) || ".-_:[]".utf8.contains(byte)
    }

    private static func malformed(_ detail: String) -> FrontEndRefusal {
        FrontEndRefusal(.malformedRequest, detail)
    }

    private static let stops = Array("/?".utf8)
    private static let longestMethod = 32
}
