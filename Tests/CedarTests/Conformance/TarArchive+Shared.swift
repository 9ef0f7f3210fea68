import Foundation
import Support

extension TarArchive {
    /// An archive `.tar.gz` of the shared data, decompressed by `gzip`.
    static func shared(_ path: String) throws -> TarArchive {
        let gzip = Process()
        gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        gzip.arguments = ["gzip", "-dc", SharedData.path(path)]
        let output = Pipe()
        gzip.standardOutput = output
        try gzip.run()
        let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
        gzip.waitUntilExit()
        guard gzip.terminationStatus == 0 else {
            throw UnusableTest(description: "cannot decompress \(path)")
        }
        return try TarArchive(bytes)
    }
}
