/* What LightGBM links against and a WebAssembly module does not have: files come from the host, read
 * only; every socket call fails, and LightGBM reports that more than one machine cannot be used. */
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

/* A file descriptor of the host's, or a negative error number. */
__attribute__((import_module("host"), import_name("host_open"))) int host_open(const char *path);

/* The C library's own version, which this replaces, refuses every file. */
long __syscall_open(const char *path, long flags, ...) {
  (void)flags;
  return host_open(path);
}
