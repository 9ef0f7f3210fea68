/// The first line of a request: method, target and version, one space between them (RFC 9112, 3).
struct RequestLine {
    let method: String
    let path: String
    let query: String?
    /// HTTP/1.0.
    let isOld: Bool
    /// The authority of an absolute target, in lower case.
    private let authority: [UInt8]?

    init(_ line: ArraySlice<UInt8>) throws(FrontEndRefusal) {
        let space = UInt8(ascii: " ")
        guard let first = line.firstIndex(of: space), let second = line[(first + 1)...].firstIndex(of: space),
            second > first + 1, !line[(second + 1)...].contains(space)
        else {
            throw RequestTarget.malformed(
                "the request line is not a method, a target and a version with one space between"
            )
        }
        method = try RequestTarget.method(line[..<first])
        isOld = try Self.isOld(line[(second + 1)...])
        let target = try RequestTarget(line[(first + 1)..<second], method: method)
        (path, query, authority) = (target.path, target.query, target.authority)
    }

    /// RFC 9112, 3.2: exactly one `Host` (HTTP/1.0 may do without), and the same one as in an absolute target.
    func checkHost(_ host: ArraySlice<UInt8>?) throws(FrontEndRefusal) {
        guard let host else {
            guard isOld, authority == nil else {
                throw RequestTarget.malformed("the request has no `host` field")
            }
            return
        }
        guard RequestTarget.isAuthority(host) else {
            throw RequestTarget.malformed("the `host` field is not a host and a port")
        }
        if let authority, !host.lazy.map(HTTPCharacters.lowercased).elementsEqual(authority) {
            throw FrontEndRefusal(.ambiguousFraming, "the target's host is not that of the `host` field")
        }
    }

    private static func isOld(_ version: ArraySlice<UInt8>) throws(FrontEndRefusal) -> Bool {
        if version.elementsEqual("HTTP/1.1".utf8) { return false }
        if version.elementsEqual("HTTP/1.0".utf8) { return true }
        guard version.starts(with: "HTTP/".utf8) else {
            throw RequestTarget.malformed("the request line does not end with a version")
        }
        throw FrontEndRefusal(.unsupportedVersion, "the version is not HTTP/1.1")
    }
}
