// SPDX-License-Identifier: PostgreSQL
// Preloaded with libasan into a server of the sanitized suite. libasan starts at the first malloc. In a
// server that is one of bindtextdomain, which a library's constructor calls and which holds the lock of the
// message catalogs; libasan then looks for a symbol that is not there, the message about that takes and
// releases the same lock, and the next bindtextdomain waits for ever. The tests read English, so nobody needs
// to bind a catalog.
#include <libintl.h>

extern "C" {

char* bindtextdomain(const char* /*domain*/, const char* directory) noexcept {
  return const_cast<char*>(directory);
}

char* bind_textdomain_codeset(const char* /*domain*/, const char* codeset) noexcept {
  return const_cast<char*>(codeset);
}

char* textdomain(const char* domain) noexcept {
  return const_cast<char*>(domain);
}
}
