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
        fakeTimeLibrary != nil && FileManager.default.isExecutableFile(atPath: "/usr/bin/cc")

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
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
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
        #include <sys/syscall.h>
        #include <time.h>
        #include <unistd.h>

        int clock_gettime(clockid_t id, struct timespec *time) {
            static int (*next)(clockid_t, struct timespec *);
            if (id != CLOCK_BOOTTIME) {
                if (!next) next = dlsym(RTLD_NEXT, "clock_gettime");
                return next(id, time);
            }
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

        """
}
