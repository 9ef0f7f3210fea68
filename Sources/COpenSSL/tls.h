#pragma once

// What TLS needs of OpenSSL's macros, and the BIO between an SSL object and the event loop's buffers.

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// ---- the wire: bytes from the peer are borrowed for one call, bytes for the peer are owned until taken

/// Ciphertext on both sides of one SSL object.
typedef struct abeyance_tls_wire {
    const uint8_t *incoming; // borrowed for the duration of one SSL call
    size_t incoming_count;   // bytes not yet read by OpenSSL
    uint8_t *outgoing;       // owned; grows as OpenSSL writes
    size_t outgoing_count;
    size_t outgoing_capacity;
} abeyance_tls_wire;

static inline abeyance_tls_wire *abeyance_tls_wire_new(void) {
    return (abeyance_tls_wire *)calloc(1, sizeof(abeyance_tls_wire));
}

/// Forgets what was written; gives memory beyond `keep` bytes back.
static inline void abeyance_tls_wire_taken(abeyance_tls_wire *wire, size_t keep) {
    wire->outgoing_count = 0;
    if (wire->outgoing_capacity > keep) {
        free(wire->outgoing);
        wire->outgoing = NULL;
        wire->outgoing_capacity = 0;
    }
}

static inline void abeyance_tls_wire_free(abeyance_tls_wire *wire) {
    free(wire->outgoing);
    free(wire);
}

static inline int abeyance_tls_bio_read(BIO *bio, char *data, size_t count, size_t *done) {
    abeyance_tls_wire *wire = (abeyance_tls_wire *)BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    *done = 0;
    if (wire == NULL || count == 0) return 0;
    if (wire->incoming_count == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    size_t taken = count < wire->incoming_count ? count : wire->incoming_count;
    memcpy(data, wire->incoming, taken);
    wire->incoming += taken;
    wire->incoming_count -= taken;
    *done = taken;
    return 1;
}

static inline int abeyance_tls_bio_write(BIO *bio, const char *data, size_t count, size_t *done) {
    abeyance_tls_wire *wire = (abeyance_tls_wire *)BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    *done = 0;
    if (wire == NULL || count == 0) return 0;
    size_t needed = wire->outgoing_count + count;
    if (needed > wire->outgoing_capacity) {
        size_t capacity = wire->outgoing_capacity == 0 ? 512 : wire->outgoing_capacity;
        while (capacity < needed) capacity *= 2;
        uint8_t *grown = (uint8_t *)realloc(wire->outgoing, capacity);
        if (grown == NULL) return 0;
        wire->outgoing = grown;
        wire->outgoing_capacity = capacity;
    }
    memcpy(wire->outgoing + wire->outgoing_count, data, count);
    wire->outgoing_count = needed;
    *done = count;
    return 1;
}

static inline long abeyance_tls_bio_ctrl(BIO *bio, int command, long number, void *pointer) {
    (void)number;
    (void)pointer;
    switch (command) {
    case BIO_CTRL_FLUSH: // answering anything but 1 would stop every handshake
        return 1;
    case BIO_CTRL_GET_CLOSE:
        return BIO_get_shutdown(bio);
    case BIO_CTRL_SET_CLOSE:
        BIO_set_shutdown(bio, (int)number);
        return 1;
    default: // PUSH, POP, EOF and the kernel-TLS questions: no
        return 0;
    }
}

static inline int abeyance_tls_bio_create(BIO *bio) {
    BIO_set_init(bio, 1);
    return 1;
}

/// A BIO method over `abeyance_tls_wire`; made once for the process and never freed.
static inline BIO_METHOD *abeyance_tls_bio_method(void) {
    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "abeyance wire");
    if (method == NULL) return NULL;
    BIO_meth_set_read_ex(method, abeyance_tls_bio_read);
    BIO_meth_set_write_ex(method, abeyance_tls_bio_write);
    BIO_meth_set_ctrl(method, abeyance_tls_bio_ctrl);
    BIO_meth_set_create(method, abeyance_tls_bio_create);
    return method;
}

// ---- contexts

/// No renegotiation, no compression, no stateless tickets; the server's cipher order; early data stays at its default of none.
static inline void abeyance_tls_set_options(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

static inline int abeyance_tls_set_versions(SSL_CTX *context, int lowest, int highest) {
    return SSL_CTX_set_min_proto_version(context, lowest) == 1 && SSL_CTX_set_max_proto_version(context, highest) == 1;
}

static inline int abeyance_tls_set_groups(SSL_CTX *context, const char *names) {
    return (int)SSL_CTX_set1_groups_list(context, names);
}

/// Sessions that have ended are never resumed, but stay until there are too many: OpenSSL would look through all of
/// them after every 255 handshakes.
static inline void abeyance_tls_cache_sessions(SSL_CTX *context, long sessions, long seconds) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_AUTO_CLEAR);
    SSL_CTX_sess_set_cache_size(context, sessions);
    SSL_CTX_set_timeout(context, seconds);
}

static inline void abeyance_tls_cache_nothing(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

static inline void abeyance_tls_limit_chain(SSL_CTX *context, long bytes, int depth) {
    SSL_CTX_set_max_cert_list(context, bytes);
    SSL_CTX_set_verify_depth(context, depth);
}

static inline int abeyance_tls_add_chain_certificate(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

// ---- one connection

static inline int abeyance_tls_set_server_name(SSL *ssl, const char *name) {
    return (int)SSL_set_tlsext_host_name(ssl, name);
}

/// The key that every SSL object carries for its owner (index 0 is reserved for the application).
static inline int abeyance_tls_set_owner(SSL *ssl, void *owner) { return SSL_set_app_data(ssl, owner); }
static inline void *abeyance_tls_owner(const SSL *ssl) { return SSL_get_app_data(ssl); }

/// The SSL object behind a verification; NULL when the store context belongs to none.
static inline SSL *abeyance_tls_verifying(X509_STORE_CTX *store) {
    return (SSL *)X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
}

/// Borrowed; NULL unless the verification succeeded.
static inline STACK_OF(X509) *abeyance_tls_chain(X509_STORE_CTX *store) { return X509_STORE_CTX_get0_chain(store); }
static inline int abeyance_tls_chain_count(const STACK_OF(X509) *chain) { return chain == NULL ? 0 : sk_X509_num(chain); }
static inline X509 *abeyance_tls_chain_certificate(const STACK_OF(X509) *chain, int index) {
    return sk_X509_value(chain, index);
}

/// After a verification that went well: the session keeps `shared`, which has the leaf's own encoding, in place of the
/// leaf that was parsed for it, and neither the certificates that came with it nor the chain that was found.
///
/// OpenSSL takes the leaf from the first place of the stack when the callback has returned, and the rest with it.
static inline void abeyance_tls_keep_only(X509_STORE_CTX *store, X509 *shared) {
    STACK_OF(X509) *shown = X509_STORE_CTX_get0_untrusted(store);
    if (shown == NULL || sk_X509_num(shown) < 1) return;
    X509_STORE_CTX_set0_verified_chain(store, NULL);
    while (sk_X509_num(shown) > 1) X509_free(sk_X509_pop(shown));
    X509 *leaf = sk_X509_value(shown, 0);
    if (leaf == shared || X509_up_ref(shared) != 1) return;
    sk_X509_set(shown, 0, shared);
    X509_free(leaf);
}

/// A stack of certificates that come with a chain.
static inline STACK_OF(X509) *abeyance_tls_new_stack(void) { return sk_X509_new_null(); }
static inline int abeyance_tls_push(STACK_OF(X509) *stack, X509 *certificate) { return sk_X509_push(stack, certificate); }
static inline void abeyance_tls_free_stack(STACK_OF(X509) *stack) { sk_X509_pop_free(stack, X509_free); }

/// The reason inside an error number, as the SSL_R_ constants name it; 0 when the error is not of the TLS library.
static inline int abeyance_tls_reason(unsigned long error) {
    return ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
}
