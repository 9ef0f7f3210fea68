internal import COpenSSL

/// The one application protocol spoken here: HTTP/1.1.
enum ApplicationProtocol {
    /// The protocol list as it goes over the wire: a length, then a name.
    static let offered: [UInt8] = [8] + Array("http/1.1".utf8)

    /// The server's choice: HTTP/1.1, or an alert when the client offers others only.
    static let select: SSL_CTX_alpn_select_cb_func = { _, chosen, chosenCount, offers, offersCount, _ in
        guard let chosen = unsafe chosen, let chosenCount = unsafe chosenCount, let offers = unsafe offers
        else {
            return SSL_TLSEXT_ERR_ALERT_FATAL
        }
        var rest = unsafe UnsafeBufferPointer(start: offers, count: Int(offersCount))[...]
        while let count = unsafe rest.first.map(Int.init), unsafe rest.count > count {
            let name = unsafe rest.dropFirst().prefix(count)
            if unsafe name.elementsEqual(offered.dropFirst()) {
                // The answer points into the client's offer, which outlives this call.
                unsafe chosen.pointee = offers + name.startIndex
                unsafe chosenCount.pointee = UInt8(count)
                return SSL_TLSEXT_ERR_OK
            }
            unsafe rest = rest.dropFirst(count + 1)
        }
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }
}
