import Foundation
import Provisioning
import Support
import Testing

/// The two clocks of a gate, moved by the test: the wall's by libfaketime, the machine's time since boot by a library of
/// our own, since libfaketime moves both alike or the wall's alone.
struct MovedClocks {
    private let folder: String
    private var wall = 0
    private var sinceBoot = 0

    static let isPossible =
        Materials.haveClockShift && fakeTimeLibrary != nil
        && FileManager.default.isExecutableFile(atPath: "/usr/bin/cc")

    /// What the tests say when it is not possible.
    static let need: Comment = "libfaketime or a C compiler is not installed, or a sanitizer is at work"

    /// Builds the library; both clocks are right.
    init(in folder: String) throws {
        self.folder = folder
        try TestFiles.write(Array(Self.source.utf8), toPath: "\(folder)/boot.c")
        let built = try Subprocess.run(
            "cc",
            ["-shared", "-fPIC", "-o", "\(folder)/boot.so", "\(folder)/boot.c", "-ldl"]
        )
        try #require(built.status == 0, "\(built.errors)")
        try write()
    }

    /// What the gate is to be started with.
    var environment: [String: String] {
        [
            "LD_PRELOAD": "\(folder)/boot.so \(Self.fakeTimeLibrary ?? "")",
            "FAKETIME_TIMESTAMP_FILE": "\(folder)/wall",
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
            "BOOT_AHEAD_FILE": "\(folder)/ahead",
        ]
    }

    /// Sets the wall clock forward, or back.
    mutating func setWall(by seconds: Int) throws {
        wall += seconds
        try write()
    }

    /// Lets time pass: both clocks go on.
    mutating func pass(seconds: Int) throws {
        wall += seconds
        sinceBoot += seconds
        try write()
    }

    private func write() throws {
        // Each is renamed into place, so that nobody reads half of it.
        for (name, text) in [("wall", String(format: "%+d", wall)), ("ahead", "\(sinceBoot)")] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"), options: .atomic)
        }
    }

    private static let fakeTimeLibrary = ["x86_64", "aarch64"].map {
        "/usr/lib/\($0)-linux-gnu/faketime/libfaketimeMT.so.1"
    }.first { FileManager.default.isReadableFile(atPath: $0) }

    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/syscall.h>
        #include <sys/timerfd.h>
        #include <time.h>
        #include <unistd.h>

        // Whoever sets timers goes by the kernel's clock, which is not moved: only the program's own questions are answered
        // with the moved one.
        static int asks_for_timers(const void *caller) {
            Dl_info object;
            if (!dladdr(caller, &object) || !object.dli_fname) return 0;
            return strstr(object.dli_fname, "libdispatch") || strstr(object.dli_fname, "libswift");
        }

        int clock_gettime(clockid_t id, struct timespec *time) {
            static int (*next)(clockid_t, struct timespec *);
            if (id != CLOCK_BOOTTIME) {
                if (!next) next = dlsym(RTLD_NEXT, "clock_gettime");
                return next(id, time);
            }
            if (asks_for_timers(__builtin_return_address(0))) return syscall(SYS_clock_gettime, id, time);
            int result = syscall(SYS_clock_gettime, id, time);
            const char *path = getenv("BOOT_AHEAD_FILE");
            FILE *file = path ? fopen(path, "r") : NULL;
            long ahead = 0;
            if (file) {
                if (fscanf(file, "%ld", &ahead) == 1) time->tv_sec += ahead;
                fclose(file);
            }
            return result;
        }

        // libfaketime moves every absolute timer with the wall clock, also those that go by another.
        int timerfd_settime(int timer, int flags, const struct itimerspec *next, struct itimerspec *last) {
            return syscall(SYS_timerfd_settime, timer, flags, next, last);
        }

        """
}
