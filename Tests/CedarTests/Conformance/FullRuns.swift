import Foundation

/// Runs over whole corpora: always in release builds, in debug builds only when they are asked for.
enum FullRuns {
    /// The environment variable that asks for them.
    static let variable = "ABEYANCE_FULL_CONFORMANCE"
    /// Whether whole corpora are run.
    static let areAsked = isRelease || ProcessInfo.processInfo.environment[variable] != nil

    #if DEBUG
    private static let isRelease = false
    #else
    private static let isRelease = true
    #endif
}
