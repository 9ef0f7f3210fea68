#pragma once

#include <stddef.h>

// Memory for idle TLS connections.
//
// OpenSSL 3.0 keeps some 7,600 bytes for each connection in one block, three quarters of them zero, whatever the
// connection does. In a program that links this file, OpenSSL's blocks of that size stand on memory pages of their own. A
// block that nobody will touch for a while can be put to rest: what is not zero in it is copied aside, and the pages go
// back to the system. Woken, it is the same block again, at the same address, byte for byte.
//
// Nothing may read or write a block while it rests, and it may not be freed then. A block belongs to one thread at a time.

/// Whether OpenSSL takes its memory from here; decided before `main`. If not, no block ever rests.
int abeyance_memory_is_ours(void);

/// Puts a block to rest. What is returned is for `abeyance_memory_wake`; NULL says that the block does not rest, because it
/// is none of these blocks or there is no memory, and that nothing has changed.
void *abeyance_memory_rest(void *block);

/// Makes a resting block what it was, and frees what `abeyance_memory_rest` returned, wiped.
void abeyance_memory_wake(void *block, void *rested);

/// A block as OpenSSL would get it, and the end of one; for tests.
void *abeyance_memory_new(size_t count);
void abeyance_memory_free(void *block);
