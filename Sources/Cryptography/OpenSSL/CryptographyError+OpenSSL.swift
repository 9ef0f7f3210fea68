internal import COpenSSL

extension CryptographyError {
    /// An error of a kind, with OpenSSL's reason for the oldest failure of this thread; empties the thread's error queue.
    static func openSSL(_ code: Code, _ context: String = "") -> CryptographyError {
        let number = ERR_get_error()
        ERR_clear_error()
        guard number != 0, let text = unsafe ERR_reason_error_string(number) else {
            return CryptographyError(
                code,
                context.isEmpty ? "the cryptographic library gave no reason" : context
            )
        }
        let reason = unsafe String(cString: text)
        return CryptographyError(code, context.isEmpty ? reason : "\(context): \(reason)")
    }
}
