internal import Cryptography

/// The two ways in which files come into the cache; both hold them against their pinned digests.
extension ArtifactCache {
    /// Takes files given by hand, each recognised by its digest.
    func accept(_ files: [String], progress: (String) -> Void) throws(ModelError) {
        for path in files {
            let content = try InstallationFile.read(path)
            let digest = SHA256Digest.of(content)
            guard let artifact = Artifact.all.first(where: { $0.digest == digest }) else {
                let names = Artifact.all.map { "\($0.name) (\($0.digest.hex.prefix(8)))" }
                throw ModelError(
                    .digest,
                    "\(path): sha256 `\(digest.hex)` is none of the expected files: "
                        + names.joined(separator: ", ")
                )
            }
            progress("\(path): \(artifact.name)")
            try keep(content, as: artifact)
        }
    }

    /// Makes sure that an archive with its digest is in the cache.
    func fetch(
        _ artifact: Artifact,
        requirement: String,
        folder: String,
        progress: (String) -> Void
    ) throws(ModelError) {
        guard content(of: artifact) == nil else { return }
        if InstallationFile.exists(path(of: artifact)) {
            progress("\(path(of: artifact)): no longer has its digest, fetching it again")
        }
        progress("fetching \(requirement) with pip (sha256 \(artifact.digest.hex.prefix(8)))")
        try keep(
            PackageDownload.fetch(artifact, requirement: requirement, folder: folder),
            as: artifact
        )
    }
}
