import Foundation

/// Where the built programs are: beside each other, in the folder that the test run was built into.
enum Programs {
    static let folder =
        ProcessInfo.processInfo.environment["ABEYANCE_PROGRAMS"]
        ?? FileManager.default.currentDirectoryPath + "/.build/release"
    static let abeyance = "\(folder)/abeyance"
    static let policies = FileManager.default.currentDirectoryPath + "/policies"
    static let core = "\(folder)/abeyance-core"
    /// Appends to a log; see `Tests/Appender`.
    static let appender = "\(folder)/abeyance-appender"
    static let python = FileManager.default.currentDirectoryPath + "/.venv/bin/python"
}
