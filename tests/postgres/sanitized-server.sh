#!/usr/bin/env bash
# sanitized-server.sh FOLDER: what private-server.sh makes, with the extension compiled with AddressSanitizer and
# UndefinedBehaviorSanitizer. A backend that reads or writes where it must not ends at once, and says why in the server's log.
# Without the server's own hooks only memory of the C library's is watched byte by byte: answers, requests, curl's and large pieces of
# PostgreSQL's; small pieces from its memory contexts lie within larger ones. The server itself is not compiled so: what its functions read
# for the extension is seen only where they call the C library.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
target=$(mkdir -p "$1" && cd "$1" && pwd)

# Objects of another kind lie beside the sources.
rm -rf "$target/extension"
cp -r "$here/../../src/sqlinference-postgres" "$target/extension"
make -s -C "$target/extension" clean PG_CONFIG="${PG_CONFIG:-pg_config}"
COPT="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -O1" "$target/extension/test/private-server.sh" "$target"

# The sanitizer asks for its symbols at the first allocation. In a library's constructor, which may hold a lock of the C library, that is
# the end of it, so that this one comes before all others.
gcc -shared -fPIC -O0 -Wl,-z,initfirst -x c -o "$target/first.so" - <<'C'
#include <stdlib.h>
__attribute__((constructor)) static void first(void) { free(malloc(1)); }
C

# A server frees nothing at its end, and looks at how deep its stack is.
mv -f "$target/bin/postgres" "$target/bin/postgres-itself"
cat > "$target/bin/postgres" <<SH
#!/bin/sh
export LD_PRELOAD=$(gcc -print-file-name=libasan.so):$target/first.so
export ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=0:abort_on_error=1
exec $target/bin/postgres-itself "\$@"
SH
chmod +x "$target/bin/postgres"
