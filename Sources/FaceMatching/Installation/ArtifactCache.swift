internal import Cryptography

/// Downloaded files, each named by its digest, hashed again whenever it is used.
package struct ArtifactCache: Hashable, Sendable {
    /// The folder that holds the files.
    package let folder: String

    /// A cache in a folder that need not exist yet.
    package init(folder: String) { self.folder = folder }

    /// The usual folder: `abeyance` in `XDG_CACHE_HOME`, or in `.cache` of the home folder.
    package static func standard(environment: [String: String]) throws(ModelError) -> ArtifactCache {
        if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
            return ArtifactCache(folder: "\(base)/abeyance")
        }
        guard let home = environment["HOME"], home.hasPrefix("/") else {
            throw ModelError(
                .input,
                "no cache folder: neither `XDG_CACHE_HOME` nor `HOME` is an absolute path"
            )
        }
        return ArtifactCache(folder: "\(home)/.cache/abeyance")
    }

    /// Where a file is kept.
    package func path(of artifact: Artifact) -> String { "\(folder)/\(artifact.digest.hex)" }

    /// A kept file's content, or nil when there is none or when it no longer has its digest.
    package func content(of artifact: Artifact) -> [UInt8]? {
        guard let content = try? InstallationFile.read(path(of: artifact)),
            SHA256Digest.of(content) == artifact.digest
        else { return nil }
        return content
    }

    /// Keeps a file, after checking its digest.
    package func keep(_ content: [UInt8], as artifact: Artifact) throws(ModelError) {
        try artifact.check(content, place: artifact.name)
        try InstallationFile.makeFolder(folder)
        try InstallationFile.write(content, to: path(of: artifact))
    }
}
