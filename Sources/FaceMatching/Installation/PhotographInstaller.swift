internal import Cryptography

/// Puts the demonstration's photographs on this machine: fetched by name, each checked against a pinned digest.
///
/// They are official portraits of two people, in the tests of a source package; nothing of that package is run.
package struct PhotographInstaller: Sendable {
    /// Where downloads are kept, and in it the photographs' own folder.
    package let cache: ArtifactCache

    private static let archiveFolder = "face_recognition-1.3.0/tests/test_images"

    /// The photographs by file name: three portraits of one person, a crop of one, and a portrait of another.
    package static let photographs: [Artifact] = [
        Artifact("obama.jpg", "0930e3aa8cae5920329c0c8cbc6a2ab70f47b0e67b432875beaa95cbf7e741f6"),
        Artifact("obama2.jpg", "a7efcc907375274796f39646510704aa86672d59f6d5469d69af3c85590976a6"),
        Artifact("obama3.jpg", "76ac6bf97c36dc2da0ad16a537d6a5ac1b10f48d49aac29a0cca9a17cdbc3ca3"),
        Artifact(
            "obama_partial_face.jpg",
            "c2d1f09e7ef3042352b41e41286e6eb0522f64f88308be13886991b95db52117"
        ),
        Artifact("biden.jpg", "3c17508bb91554c637a2eabddfae790e5bb1caba93130814fc2ac50be9760c4c"),
    ]

    /// An installer that keeps its files in a cache.
    package init(cache: ArtifactCache) { self.cache = cache }

    /// An installer for this process's environment; see `ArtifactCache.standard`.
    package init() throws(ModelError) {
        try self.init(cache: ArtifactCache.standard(environment: ProcessEnvironment.current))
    }

    /// Where the photographs lie once they are installed.
    package var folder: String { "\(cache.folder)/photographs" }

    /// Whether every photograph is there with its digest.
    package var isInstalled: Bool { missing.isEmpty }

    /// Installs the photographs that are not there or no longer right, and returns their folder.
    ///
    /// `files` may hold the archive, for machines without a package index. Each step is told to `progress` in a line;
    /// when nothing is to be done, nothing is told.
    package func install(files: [String] = [], progress: (String) -> Void) throws(ModelError) -> String {
        let missing = missing
        guard !missing.isEmpty else { return folder }
        try InstallationFile.makeFolder(folder)
        try cache.accept(files, progress: progress)
        try InstallationFile.withTemporaryFolder(in: cache.folder) { work throws(ModelError) in
            try cache.fetch(
                .photographs,
                requirement: "face_recognition==1.3.0",
                folder: work,
                progress: progress
            )
            let archive = SourceArchive(path: cache.path(of: .photographs), folder: work)
            for photograph in missing {
                let content = try archive.member("\(Self.archiveFolder)/\(photograph.name)")
                try photograph.check(content, place: Artifact.photographs.name)
                try InstallationFile.write(content, to: "\(folder)/\(photograph.name)")
            }
        }
        progress("photographs: \(folder)")
        return folder
    }

    private var missing: [Artifact] {
        Self.photographs.filter { photograph in
            guard let content = try? InstallationFile.read("\(folder)/\(photograph.name)") else {
                return true
            }
            return SHA256Digest.of(content) != photograph.digest
        }
    }
}
