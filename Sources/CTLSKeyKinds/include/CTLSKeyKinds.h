#pragma once

#include <openssl/types.h>

// OpenSSL with few kinds of keys.
//
// OpenSSL 3.0 caches no decoders: for the public key of each certificate that it parses, it asks every kind of key and
// every decoder of a library context whether it fits. With all that the default provider has, that is a fifth of a
// handshake; with the few kinds that a certificate for TLS may hold here, little.

/// A library context with the default provider's algorithms, all of them, except that its keys are EC, RSA, RSA-PSS,
/// Ed25519, Ed448 and X25519 only (and what TLS derives secrets with), and are read from DER only.
///
/// Every algorithm is the default provider's own. One for the process, never freed; may be asked for from any thread. NULL
/// when it cannot be made, or when the system's configuration asks for another provider (such as a FIPS one); for OpenSSL's
/// functions that means its own context, as it is configured, with all kinds of keys: only slower.
OSSL_LIB_CTX *abeyance_few_key_kinds(void);
