#include "CTLSKeyKinds.h"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <pthread.h>
#include <string.h>

enum { most = 24 };

/// The default provider and what is shown of it; written once, before any of it is used.
static struct {
    OSSL_LIB_CTX *context;
    OSSL_PROVIDER *whole;
    OSSL_ALGORITHM keys[most + 1];
    OSSL_ALGORITHM decoders[most + 1];
} few;

static const char *const decoded[] = {"EC", "RSA", "RSA-PSS", "ED25519", "ED448", NULL};
static const char *const managed[] = {"EC",     "RSA",  "RSA-PSS", "ED25519",  "ED448",
                                      "X25519", "HMAC", "HKDF",    "TLS1-PRF", NULL};

/// Whether the first of an algorithm's names, which stand between colons, is one of `names`.
static int is_one_of(const char *const *names, const char *found) {
    size_t count = strcspn(found, ":");
    for (; *names != NULL; names++) {
        if (strlen(*names) == count && strncmp(*names, found, count) == 0) return 1;
    }
    return 0;
}

/// Copies the algorithms with one of `names` whose properties contain both texts; 0 when there are too many, or when one
/// of the names has none.
static int copy(OSSL_ALGORITHM *to, const OSSL_ALGORITHM *from, const char *const *names, const char *first,
                const char *second) {
    size_t count = 0, expected = 0;
    while (names[expected] != NULL) expected++;
    for (; from != NULL && from->algorithm_names != NULL; from++) {
        if (!is_one_of(names, from->algorithm_names)) continue;
        if (strstr(from->property_definition, first) == NULL) continue;
        if (strstr(from->property_definition, second) == NULL) continue;
        if (count == most) return 0;
        to[count++] = *from;
    }
    memset(&to[count], 0, sizeof to[count]);
    return count >= expected;
}

static const OSSL_ALGORITHM *query(void *provider, int operation, int *no_cache) {
    (void)provider;
    switch (operation) {
    case OSSL_OP_KEYMGMT:
        *no_cache = 0;
        return few.keys;
    case OSSL_OP_DECODER:
        *no_cache = 0;
        return few.decoders;
    default:
        return OSSL_PROVIDER_query_operation(few.whole, operation, no_cache);
    }
}

static int capabilities(void *provider, const char *capability, OSSL_CALLBACK *callback, void *argument) {
    (void)provider;
    return OSSL_PROVIDER_get_capabilities(few.whole, capability, callback, argument);
}

static int start(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out, void **provider) {
    static const OSSL_DISPATCH functions[] = {
        {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query},
        {OSSL_FUNC_PROVIDER_GET_CAPABILITIES, (void (*)(void))capabilities},
        {0, NULL},
    };
    (void)handle;
    (void)in;
    *out = functions;
    // The algorithms are the default provider's own, so they get what they expect of it.
    *provider = OSSL_PROVIDER_get0_provider_ctx(few.whole);
    return 1;
}

static int is_default(OSSL_PROVIDER *provider, void *plain) {
    if (strcmp(OSSL_PROVIDER_get0_name(provider), "default") != 0) *(int *)plain = 0;
    return 1;
}

/// Whether the system's configuration has left OpenSSL as it comes: with the default provider, and no other.
static int is_plain(void) {
    int plain = EVP_default_properties_is_fips_enabled(NULL) == 0;
    return OSSL_PROVIDER_do_all(NULL, is_default, &plain) == 1 && plain && OSSL_PROVIDER_available(NULL, "default") == 1;
}

static void make(void) {
    int no_cache = 0;
    if (!is_plain()) return;
    few.whole = OSSL_PROVIDER_load(NULL, "default");
    if (few.whole == NULL) return;
    const OSSL_ALGORITHM *all = OSSL_PROVIDER_query_operation(few.whole, OSSL_OP_KEYMGMT, &no_cache);
    if (!copy(few.keys, all, managed, "provider=default", "")) return;
    all = OSSL_PROVIDER_query_operation(few.whole, OSSL_OP_DECODER, &no_cache);
    if (!copy(few.decoders, all, decoded, "input=der", "structure=SubjectPublicKeyInfo")) return;
    OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
    if (context == NULL) return;
    if (OSSL_PROVIDER_add_builtin(context, "abeyance-key-kinds", start) == 1 &&
        OSSL_PROVIDER_load(context, "abeyance-key-kinds") != NULL) {
        few.context = context;
    } else {
        OSSL_LIB_CTX_free(context);
    }
}

OSSL_LIB_CTX *abeyance_few_key_kinds(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make);
    return few.context;
}
