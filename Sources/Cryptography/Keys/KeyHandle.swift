internal import COpenSSL

/// An OpenSSL key, freed with its last user.
///
/// Sendable without locks: the pointer is set once and the key never changed afterwards, and OpenSSL allows concurrent
/// reading of an `EVP_PKEY` (openssl-threads(7)); its reference count is atomic.
@safe final class KeyHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes over one reference.
    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe EVP_PKEY_free(pointer) }
}
