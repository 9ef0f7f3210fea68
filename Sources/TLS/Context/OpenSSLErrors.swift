internal import COpenSSL

/// The error queue of this thread, which every connection of an event loop shares.
enum OpenSSLErrors {
    /// The oldest reason, with the queue emptied; `code` is an SSL_R_ constant or 0.
    static func take() -> (code: Int32, text: String) {
        let number = ERR_get_error()
        ERR_clear_error()
        guard number != 0 else { return (0, "no reason given") }
        let text = unsafe ERR_reason_error_string(number)
        return (
            abeyance_tls_reason(number), unsafe text.map { unsafe String(cString: $0) } ?? "error \(number)"
        )
    }

    /// An error with a place and the oldest reason.
    static func taken(_ code: TLSError.Code, _ place: String) -> TLSError {
        TLSError(code, "\(place): \(take().text)")
    }
}
