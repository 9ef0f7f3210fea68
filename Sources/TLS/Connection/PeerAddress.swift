package import NIOCore

/// A peer's address as the log writes it.
package enum PeerAddress {
    /// The address and the port, such as `192.0.2.1:443` or `[2001:db8::1]:443`; the path of a Unix socket.
    package static func text(_ address: SocketAddress) -> String {
        guard let host = address.ipAddress, let port = address.port else { return address.pathname ?? "" }
        return host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
