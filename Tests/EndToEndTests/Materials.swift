import Foundation
import Provisioning

/// What the end-to-end tests need beside the programs: the face model, the photographs, the Python tools, strace.
enum Materials {
    private static let cache: String = {
        let environment = ProcessInfo.processInfo.environment
        let root = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/root") + "/.cache"
        return root + "/abeyance"
    }()

    /// Where `abeyance core install` keeps the photographs of the demonstration.
    static let photographs = cache + "/photographs"

    /// A photograph of the demonstration, by file name.
    static func photograph(_ name: String) -> String { "\(photographs)/\(name)" }

    static let haveModel =
        (try? FileManager.default.contentsOfDirectory(atPath: cache))?
        .contains { $0.hasSuffix(".model") } ?? false
    static let havePhotographs = FileManager.default.isReadableFile(atPath: photograph("obama2.jpg"))
    static let havePython = FileManager.default.isExecutableFile(atPath: Programs.python)
    /// Whether there is a Python beside that of the tests' tools.
    static let haveSystemPython = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
    static let haveTracer = FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")
    /// Whether a program's clocks can be moved: libfaketime does not start one with a sanitizer inside.
    static let haveClockShift =
        FileManager.default.isExecutableFile(atPath: "/usr/bin/faketime")
        && ProcessInfo.processInfo.environment["ABEYANCE_SANITIZER"] == nil
    /// Whether there is room for logs of millions of entries: 20 GB.
    static let haveMuchRoom: Bool = {
        let facts = try? FileManager.default.attributesOfFileSystem(forPath: NSTemporaryDirectory())
        return (facts?[.systemFreeSize] as? Int64 ?? 0) >= 20_000_000_000
    }()
    /// Whether this user may make a small file system of its own.
    static let haveSmallDisks =
        (try? Subprocess.run("unshare", ["-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "none", "/mnt"]))?
        .status == 0
}
