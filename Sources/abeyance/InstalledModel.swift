import Broker
import Glibc

/// Where `abeyance core install` keeps the face model: `${XDG_CACHE_HOME:-~/.cache}/abeyance`.
enum InstalledModel {
    /// The newest installed model's path, or `nil`.
    static var path: String? {
        guard let folder else { return nil }
        return models(in: folder).last.map { "\(folder)/\($0)" }
    }

    /// The cache folder.
    static var folder: String? {
        if let cache = unsafe getenv("XDG_CACHE_HOME"), unsafe cache.pointee != 0 {
            return unsafe String(cString: cache) + "/abeyance"
        }
        return unsafe getenv("HOME").map { unsafe String(cString: $0) + "/.cache/abeyance" }
    }

    private static func models(in folder: String) -> [String] {
        (FileBytes.names(in: folder) ?? []).filter { $0.hasSuffix(".model") }
    }
}
