/* LightGBM's network code links against these; a WebAssembly module has no sockets, so every call
 * fails, and LightGBM reports that more than one machine cannot be used. */
#include <errno.h>
#include <stddef.h>

#define REFUSE(name) \
  int name() {       \
    errno = ENOSYS;  \
    return -1;       \
  }

REFUSE(accept)
REFUSE(bind)
REFUSE(connect)
REFUSE(getifaddrs)
REFUSE(gethostname)
REFUSE(listen)
REFUSE(recv)
REFUSE(send)
REFUSE(setsockopt)
REFUSE(socket)

void freeifaddrs(void *addresses) { (void)addresses; }

const char *inet_ntop(int family, const void *source, char *target, unsigned size) {
  (void)family, (void)source, (void)target, (void)size;
  return NULL;
}

int inet_pton(int family, const char *source, void *target) {
  (void)family, (void)source, (void)target;
  return 0;
}
