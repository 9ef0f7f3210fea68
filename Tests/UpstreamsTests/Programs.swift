import FaceMatching
import Foundation

/// Where the tests find what they start: beside their own program, and in the cache of the installer.
enum Programs {
    /// The worker.
    static let core: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return "\(URL(fileURLWithPath: own).deletingLastPathComponent().path)/abeyance-core"
    }()

    /// Whether the worker has been built.
    static let isCoreBuilt = FileManager.default.isExecutableFile(atPath: core)

    /// The installed model, if there is one.
    static let model: String? = try? ModelInstaller().installedModel
}
