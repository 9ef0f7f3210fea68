import Foundation
import Support

/// A `.tar.gz` of test data, unpacked into a folder that is removed afterwards.
enum UnpackedArchive {
    /// Unpacks an archive of the shared data and hands over the folder.
    static func with<R>(_ path: String, _ body: (String) async throws -> R) async throws -> R {
        try await TestFiles.withTemporaryFolder { folder in
            let tar = Process()
            tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            tar.arguments = [
                "tar", "xzf", SharedData.path(path), "-C", folder, "--exclude=._*",
                "--warning=no-unknown-keyword",
            ]
            try tar.run()
            tar.waitUntilExit()
            guard tar.terminationStatus == 0 else { throw UnusableTest(description: "cannot unpack \(path)") }
            return try await body(folder)
        }
    }

    /// The files below a folder whose names end in a suffix, sorted.
    static func files(in folder: String, suffix: String, excluding: [String] = []) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { name in
            name.hasSuffix(suffix) && !excluding.contains(where: name.hasSuffix)
        }.sorted()
    }
}
