/* Records what a program does to the files under one folder, in the order in which it was done, and what it says on
 * standard output and error. Preloaded; TRACE_ROOT is the folder, TRACE_FILE takes the records. A lock makes the call and its
 * record one step, so that the order of the records is the order of the calls; of several programs at once too, where
 * TRACE_BASE gives each a number of its own that is added to its descriptors.
 *
 * A record: kind, file descriptor, offset and length as 64-bit numbers, then so many bytes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define DESCRIPTORS 4096
#define REAL(name) (find((void **)&name##_real, #name), name##_real)

static void find(void **real, const char *name) {
    if (!*real) *real = dlsym(RTLD_NEXT, name);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* Of several programs at once: a file whose lock they share, and what tells their descriptors apart. */
static int shared = -1;
static long base;
static char is_traced[DESCRIPTORS];
static int trace = -1;
static char root[PATH_MAX];
static size_t root_length;

static ssize_t (*write_real)(int, const void *, size_t);
static ssize_t (*pwrite_real)(int, const void *, size_t, off_t);
static ssize_t (*pwrite64_real)(int, const void *, size_t, off64_t);
static int (*ftruncate_real)(int, off_t);
static int (*ftruncate64_real)(int, off64_t);
static int (*fsync_real)(int);
static int (*fdatasync_real)(int);
static int (*close_real)(int);
static int (*unlink_real)(const char *);
static int (*rename_real)(const char *, const char *);
static int (*link_real)(const char *, const char *);
static int (*mkdir_real)(const char *, mode_t);
static int (*open_real)(const char *, int, ...);
static int (*open64_real)(const char *, int, ...);
static int (*openat_real)(int, const char *, int, ...);
static int (*openat64_real)(int, const char *, int, ...);

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("TRACE_ROOT"), *file = getenv("TRACE_FILE");
    if (!folder || !file || !realpath(folder, root)) return;
    root_length = strlen(root);
    trace = REAL(open)(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    /* Out of the way of a program that counts its descriptors. */
    int high = fcntl(trace, F_DUPFD_CLOEXEC, 900);
    if (high >= 0) { REAL(close)(trace); trace = high; }
    const char *number = getenv("TRACE_BASE");
    if (!number) return;
    base = atol(number);
    char name[PATH_MAX];
    snprintf(name, sizeof name, "%s.lock", file);
    int made = REAL(open)(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    shared = fcntl(made, F_DUPFD_CLOEXEC, 900);
    REAL(close)(made);
}

static void hold(void) {
    pthread_mutex_lock(&lock);
    if (shared >= 0) while (flock(shared, LOCK_EX) && errno == EINTR) {}
}

static void let_go(void) {
    int kept = errno;
    if (shared >= 0) flock(shared, LOCK_UN);
    pthread_mutex_unlock(&lock);
    errno = kept;
}

static void put(char kind, int fd, int64_t offset, const void *bytes, size_t length) {
    char head[25];
    int64_t numbers[3] = {fd < 0 ? fd : fd + base, offset, (int64_t)length};
    head[0] = kind;
    memcpy(head + 1, numbers, sizeof numbers);
    struct iovec parts[2] = {{head, sizeof head}, {(void *)bytes, length}};
    if (writev(trace, parts, length ? 2 : 1) != (ssize_t)(sizeof head + length)) _exit(99);
}

static int is_inside(const char *path) {
    return !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

/* The path with its folder resolved: the file itself may not be there (any more). */
static int whole(int at, const char *path, char *out) {
    char named[PATH_MAX], folder[PATH_MAX];
    if (path[0] != '/' && at != AT_FDCWD) return 0;
    if (path[0] == '/') snprintf(named, sizeof named, "%s", path);
    else {
        if (!getcwd(folder, sizeof folder)) return 0;
        if ((size_t)snprintf(named, sizeof named, "%s/%s", folder, path) >= sizeof named) return 0;
    }
    if (realpath(named, out)) return is_inside(out);
    char *slash = strrchr(named, '/');
    *slash = 0;
    if (!realpath(*named ? named : "/", folder)) return 0;
    if ((size_t)snprintf(out, PATH_MAX, "%s/%s", folder, slash + 1) >= PATH_MAX) return 0;
    return is_inside(out);
}

static int opened(int fd, int at, const char *path, int flags) {
    char found[PATH_MAX];
    int kept = errno;
    if (fd >= 0 && fd < DESCRIPTORS && trace >= 0 && whole(at, path, found)) {
        is_traced[fd] = 1;
        put('o', fd, flags, found, strlen(found));
    } else if (fd >= 0 && fd < DESCRIPTORS) is_traced[fd] = 0;
    errno = kept;
    return fd;
}

#define OPEN(name)                                                          \
    int name(const char *path, int flags, ...) {                            \
        va_list list;                                                       \
        va_start(list, flags);                                              \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; \
        va_end(list);                                                       \
        hold();                                          \
        int fd = opened(REAL(name)(path, flags, mode), AT_FDCWD, path, flags); \
        let_go();                                        \
        return fd;                                                          \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                        \
    int name(int at, const char *path, int flags, ...) {                    \
        va_list list;                                                       \
        va_start(list, flags);                                              \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; \
        va_end(list);                                                       \
        hold();                                          \
        int fd = opened(REAL(name)(at, path, flags, mode), at, path, flags); \
        let_go();                                        \
        return fd;                                                          \
    }
OPENAT(openat)
OPENAT(openat64)

static int is_ours(int fd) { return trace >= 0 && fd >= 0 && fd < DESCRIPTORS && is_traced[fd]; }

ssize_t write(int fd, const void *bytes, size_t length) {
    hold();
    off_t at = is_ours(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
    struct stat now;
    if (is_ours(fd) && (fcntl(fd, F_GETFL) & O_APPEND) && !fstat(fd, &now)) at = now.st_size;
    /* What is said is said the moment it leaves: its record stands before the call. */
    if ((fd == 1 || fd == 2) && trace >= 0) put('s', fd, 0, bytes, length);
    ssize_t done = REAL(write)(fd, bytes, length);
    int kept = errno;
    if (done > 0 && is_ours(fd)) put('w', fd, at, bytes, (size_t)done);
    errno = kept;
    let_go();
    return done;
}

#define PWRITE(name, type)                                                  \
    ssize_t name(int fd, const void *bytes, size_t length, type at) {       \
        hold();                                          \
        ssize_t done = REAL(name)(fd, bytes, length, at);                   \
        int kept = errno;                                                   \
        if (done > 0 && is_ours(fd)) put('w', fd, at, bytes, (size_t)done); \
        errno = kept;                                                       \
        let_go();                                        \
        return done;                                                        \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define ON_FILE(name, kind, arguments, given, at)                           \
    int name arguments {                                                    \
        hold();                                          \
        int done = REAL(name) given;                                        \
        int kept = errno;                                                   \
        if (!done && is_ours(fd)) put(kind, fd, at, 0, 0);                  \
        errno = kept;                                                       \
        let_go();                                        \
        return done;                                                        \
    }
ON_FILE(ftruncate, 't', (int fd, off_t size), (fd, size), size)
ON_FILE(ftruncate64, 't', (int fd, off64_t size), (fd, size), size)

/* Every so many-th sync of a traced file fails, and is not done: what was to be written is lost, as on a bad disk. */
static int fails(int fd) {
    static long syncs;
    const char *every = getenv("TRACE_FAIL_SYNC");
    if (!every || !is_ours(fd) || ++syncs % atol(every)) return 0;
    put('x', fd, 0, 0, 0);
    return 1;
}

#define SYNC(name)                                                          \
    int name(int fd) {                                                      \
        hold();                                          \
        int done = fails(fd) ? (errno = EIO, -1) : REAL(name)(fd);          \
        int kept = errno;                                                   \
        if (!done && is_ours(fd)) put('f', fd, 0, 0, 0);                    \
        errno = kept;                                                       \
        let_go();                                        \
        return done;                                                        \
    }
SYNC(fsync)
SYNC(fdatasync)

int close(int fd) {
    hold();
    if (fd >= 0 && fd < DESCRIPTORS) is_traced[fd] = 0;
    int done = REAL(close)(fd);
    int kept = errno;
    let_go();
    errno = kept;
    return done;
}

int unlink(const char *path) {
    char found[PATH_MAX];
    hold();
    int ours = trace >= 0 && whole(AT_FDCWD, path, found);
    int done = REAL(unlink)(path);
    int kept = errno;
    if (!done && ours) put('u', -1, 0, found, strlen(found));
    errno = kept;
    let_go();
    return done;
}

int mkdir(const char *path, mode_t mode) {
    char found[PATH_MAX];
    hold();
    int done = REAL(mkdir)(path, mode);
    int kept = errno;
    if (!done && trace >= 0 && whole(AT_FDCWD, path, found)) put('d', -1, 0, found, strlen(found));
    errno = kept;
    let_go();
    return done;
}

/* Two names: the one that it had, a zero byte, and the one that it has now. */
#define TWO(name, kind)                                                     \
    int name(const char *from, const char *to) {                            \
        char first[PATH_MAX], second[PATH_MAX], both[2 * PATH_MAX];         \
        hold();                                          \
        int ours = trace >= 0 && whole(AT_FDCWD, from, first);              \
        int done = REAL(name)(from, to);                                    \
        int kept = errno;                                                   \
        if (!done && ours && whole(AT_FDCWD, to, second)) {                 \
            size_t length = strlen(first) + 1;                              \
            memcpy(both, first, length);                                    \
            memcpy(both + length, second, strlen(second));                  \
            put(kind, -1, 0, both, length + strlen(second));                \
        }                                                                   \
        errno = kept;                                                       \
        let_go();                                        \
        return done;                                                        \
    }
TWO(rename, 'r')
TWO(link, 'l')

int linkat(int at, const char *from, int to_at, const char *to, int flags) {
    if (at == AT_FDCWD && to_at == AT_FDCWD) return link(from, to);
    (void)flags;
    _exit(98);
}
