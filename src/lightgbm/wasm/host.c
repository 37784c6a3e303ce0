/* What LightGBM links against and a WebAssembly module does not have: files come from the host, read
 * only; every socket call fails, and LightGBM reports that more than one machine cannot be used. */
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

#define REFUSE(name, ...) \
  int name(__VA_ARGS__) { \
    errno = ENOSYS;       \
    return -1;            \
  }

REFUSE(accept, int s, struct sockaddr *restrict a, socklen_t *restrict n)
REFUSE(bind, int s, const struct sockaddr *a, socklen_t n)
REFUSE(connect, int s, const struct sockaddr *a, socklen_t n)
REFUSE(getifaddrs, struct ifaddrs **a)
REFUSE(gethostname, char *name, size_t n)
REFUSE(listen, int s, int n)
REFUSE(setsockopt, int s, int level, int name, const void *value, socklen_t n)
REFUSE(socket, int family, int type, int protocol)

ssize_t recv(int s, void *data, size_t n, int flags) {
  errno = ENOSYS;
  return -1;
}

ssize_t send(int s, const void *data, size_t n, int flags) {
  errno = ENOSYS;
  return -1;
}

void freeifaddrs(struct ifaddrs *addresses) {}

const char *inet_ntop(int family, const void *restrict source, char *restrict target, socklen_t n) {
  return NULL;
}

int inet_pton(int family, const char *restrict source, void *restrict target) { return 0; }

/* A file descriptor of the host's, or a negative error number. */
__attribute__((import_module("host"), import_name("host_open"))) int host_open(const char *path);

/* The C library's own version, which this replaces, refuses every file. */
long __syscall_open(const char *path, long flags, ...) { return host_open(path); }
