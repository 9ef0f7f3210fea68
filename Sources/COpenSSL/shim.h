#pragma once

// The low-level SHA-256 calls are used on purpose: an EVP fetch for each node costs several times the hash itself.
#define OPENSSL_SUPPRESS_DEPRECATED 1

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/objects.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/store.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// What is a macro in OpenSSL, as functions that Swift can call.

/// SHA-256 of one piece of memory; `out` has 32 bytes.
static inline void abeyance_sha256(const void *data, size_t count, unsigned char *out) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, data, count);
    SHA256_Final(out, &context);
}

/// SHA-256 of one prefix byte and two pieces of memory; `out` has 32 bytes.
static inline void abeyance_sha256_prefixed(unsigned char prefix, const void *first, size_t first_count,
                                            const void *second, size_t second_count, unsigned char *out) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, &prefix, 1);
    SHA256_Update(&context, first, first_count);
    if (second_count > 0) SHA256_Update(&context, second, second_count);
    SHA256_Final(out, &context);
}

/// What a memory BIO holds; the memory belongs to the BIO.
static inline long abeyance_bio_contents(BIO *bio, char **data) { return BIO_get_mem_data(bio, data); }

static inline unsigned long abeyance_name_flags(void) { return XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB; }

static inline int abeyance_general_names_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }
static inline const GENERAL_NAME *abeyance_general_name(const GENERAL_NAMES *names, int index) {
    return sk_GENERAL_NAME_value(names, index);
}
/// The text or octets of a general name; NULL when its type has none.
static inline const ASN1_STRING *abeyance_general_name_string(const GENERAL_NAME *name) {
    switch (name->type) {
    case GEN_EMAIL:
    case GEN_DNS:
    case GEN_URI:
        return name->d.ia5;
    case GEN_IPADD:
        return name->d.iPAddress;
    default:
        return NULL;
    }
}

static inline int abeyance_key_usage_count(const EXTENDED_KEY_USAGE *usage) { return sk_ASN1_OBJECT_num(usage); }
static inline const ASN1_OBJECT *abeyance_key_usage(const EXTENDED_KEY_USAGE *usage, int index) {
    return sk_ASN1_OBJECT_value(usage, index);
}

static inline int abeyance_revoked_count(X509_CRL *list) { return sk_X509_REVOKED_num(X509_CRL_get_REVOKED(list)); }
static inline X509_REVOKED *abeyance_revoked(X509_CRL *list, int index) {
    return sk_X509_REVOKED_value(X509_CRL_get_REVOKED(list), index);
}

static inline int abeyance_subtrees_count(const STACK_OF(GENERAL_SUBTREE) *trees) { return sk_GENERAL_SUBTREE_num(trees); }
static inline const GENERAL_NAME *abeyance_subtree_base(const STACK_OF(GENERAL_SUBTREE) *trees, int index) {
    return sk_GENERAL_SUBTREE_value(trees, index)->base;
}

/// Whether an extension has the form that OpenSSL knows for it, to the last byte; 1 for extensions it does not know.
static inline int abeyance_extension_is_sound(X509_EXTENSION *extension) {
    const X509V3_EXT_METHOD *method = X509V3_EXT_get(extension);
    if (method == NULL) return 1;
    const ASN1_OCTET_STRING *data = X509_EXTENSION_get_data(extension);
    const unsigned char *cursor = ASN1_STRING_get0_data(data);
    const unsigned char *end = cursor + ASN1_STRING_length(data);
    void *value = method->it != NULL ? (void *)ASN1_item_d2i(NULL, &cursor, end - cursor, ASN1_ITEM_ptr(method->it))
                                     : method->d2i(NULL, &cursor, end - cursor);
    if (value == NULL) return 0;
    if (method->it != NULL)
        ASN1_item_free((ASN1_VALUE *)value, ASN1_ITEM_ptr(method->it));
    else
        method->ext_free(value);
    return cursor == end;
}

/// Never asks on the terminal for a passphrase: an encrypted key is an error here.
static inline int abeyance_no_passphrase(char *buffer, int size, int writing, void *context) { return -1; }

// The macros that TLS needs.
#include "tls.h"
