import Foundation

/// Programs of this machine.
enum Programs {
    /// Where a program lies, if it is installed.
    static func path(of name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return (path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin"])
            .map { "\($0)/\(name)" }
            .first(where: FileManager.default.isExecutableFile(atPath:))
    }

    /// What a program says on both streams, when it ends well or with one of `codes`.
    static func output(of program: String, _ arguments: [String], codes: Set<Int32> = [0]) throws -> String {
        let (child, output) = (Process(), Pipe())
        child.executableURL = URL(fileURLWithPath: program)
        child.arguments = arguments
        child.standardInput = FileHandle.nullDevice
        child.standardOutput = output
        child.standardError = output
        try child.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        child.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard codes.contains(child.terminationStatus) else {
            throw WrongAnswer("\(program) ended with \(child.terminationStatus): \(text.suffix(500))")
        }
        return text
    }
}
