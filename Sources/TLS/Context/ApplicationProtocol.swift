internal import COpenSSL

/// The application protocols spoken here, as ALPN names them (RFC 7301).
package enum ApplicationProtocol: String, Hashable, Sendable, CaseIterable {
    /// HTTP/2 (RFC 9113).
    case http2 = "h2"
    /// HTTP/1.1 (RFC 9112).
    case http11 = "http/1.1"

    /// A protocol list as it goes over the wire: a length, then a name, for each.
    static func list(_ protocols: [ApplicationProtocol]) -> [UInt8] {
        protocols.flatMap { [UInt8($0.rawValue.utf8.count)] + Array($0.rawValue.utf8) }
    }

    /// The server's choice: HTTP/2 before HTTP/1.1, or an alert when the client offers others only.
    static let select: SSL_CTX_alpn_select_cb_func = { _, chosen, chosenCount, offers, offersCount, _ in
        guard let chosen = unsafe chosen, let chosenCount = unsafe chosenCount, let offers = unsafe offers
        else {
            return SSL_TLSEXT_ERR_ALERT_FATAL
        }
        for wanted in allCases {
            var rest = unsafe UnsafeBufferPointer(start: offers, count: Int(offersCount))[...]
            while let count = unsafe rest.first.map(Int.init), unsafe rest.count > count {
                let name = unsafe rest.dropFirst().prefix(count)
                if unsafe name.elementsEqual(wanted.rawValue.utf8) {
                    // The answer points into the client's offer, which outlives this call.
                    unsafe chosen.pointee = offers + name.startIndex
                    unsafe chosenCount.pointee = UInt8(count)
                    return SSL_TLSEXT_ERR_OK
                }
                unsafe rest = rest.dropFirst(count + 1)
            }
        }
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }
}
