import CedarConformance
import Foundation
import Support

/// The lines of a compressed text of the shared data.
enum CompressedLines {
    static func read(_ path: String) throws -> [[UInt8]] {
        let gzip = Process()
        gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        gzip.arguments = ["gzip", "-dc", SharedData.path(path)]
        let output = Pipe()
        gzip.standardOutput = output
        try gzip.run()
        let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
        gzip.waitUntilExit()
        guard gzip.terminationStatus == 0 else {
            throw UnusableTest(description: "\(path): cannot be decompressed")
        }
        return bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
    }
}
