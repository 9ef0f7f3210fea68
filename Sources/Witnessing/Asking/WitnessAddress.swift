/// Where a witness is asked: `http://HOST:PORT/PREFIX`, without TLS, which is ended in front of a witness.
package struct WitnessAddress: Hashable, Sendable, CustomStringConvertible {
    /// The host, a name or an address; an IPv6 address without its brackets.
    package let host: String
    /// The port.
    package let port: Int
    /// What stands before `/add-checkpoint`; empty, or beginning with `/` and not ending with one.
    package let prefix: String

    /// Reads an address; throws when it is not one.
    package init(_ text: String) throws(WitnessFault) {
        let scheme = "http://"
        guard text.hasPrefix(scheme), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }),
            !text.utf8.contains(where: { "?#@\\".utf8.contains($0) })
        else { throw WitnessFault(.address, "`\(text)`: expected `http://HOST[:PORT][/PREFIX]`") }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        var path = rest.dropFirst(authority.count)
        while path.last == "/" { path.removeLast() }
        prefix = String(path)
        let end = authority.lastIndex(of: "]").map { authority.index(after: $0) } ?? authority.startIndex
        let colon = authority[end...].firstIndex(of: ":")
        var host = authority[..<(colon ?? authority.endIndex)]
        if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
        let port = colon.map { Int(authority[authority.index(after: $0)...]) } ?? 80
        guard let port, (1...65_535).contains(port), !host.isEmpty else {
            throw WitnessFault(.address, "`\(text)`: expected a host, and a port from 1 to 65535")
        }
        self.host = String(host)
        self.port = port
    }

    /// What stands in the `Host` field.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == 80 ? name : "\(name):\(port)"
    }

    /// The address as it is written.
    package var description: String { "http://\(authority)\(prefix)" }
}
