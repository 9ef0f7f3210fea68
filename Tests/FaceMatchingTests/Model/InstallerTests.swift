import Cryptography
import FaceMatching
import Support
import Testing

@Suite("Installing the model")
struct InstallerTests {
    @Test("the cache follows XDG_CACHE_HOME, then HOME, and needs one that is absolute")
    func folders() throws {
        #expect(
            try ArtifactCache.standard(environment: ["XDG_CACHE_HOME": "/x", "HOME": "/h"]).folder
                == "/x/abeyance"
        )
        #expect(
            try ArtifactCache.standard(environment: ["XDG_CACHE_HOME": "x", "HOME": "/h"]).folder
                == "/h/.cache/abeyance"
        )
        #expect(throws: ModelError.self) { try ArtifactCache.standard(environment: ["HOME": "h"]) }
        #expect(throws: ModelError.self) { try ArtifactCache.standard(environment: [:]) }
    }

    @Test("a file with another digest is neither kept nor used")
    func digests() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let cache = ArtifactCache(folder: "\(folder)/a/b")
            let error = #expect(throws: ModelError.self) { try cache.keep([1, 2, 3], as: .detector) }
            #expect(error?.code == .digest)
            try InstallationFile.makeFolder(cache.folder)
            try TestFiles.write([1, 2, 3], toPath: cache.path(of: .detector))
            #expect(cache.content(of: .detector) == nil)
            #expect(cache.content(of: .network) == nil)
        }
    }

    @Test("a file given by hand that is none of the published ones is refused by its digest")
    func unknownFile() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try TestFiles.write([1, 2, 3], toPath: "\(folder)/file")
            let installer = ModelInstaller(cache: ArtifactCache(folder: "\(folder)/cache"))
            let error = #expect(throws: ModelError.self) {
                try installer.install(files: ["\(folder)/file"], progress: { _ in })
            }
            #expect(error?.code == .digest)
            #expect(error?.message.contains(SHA256Digest.of([1, 2, 3]).hex) == true)
            #expect(installer.installedModel == nil)
        }
    }

    @Test("an installed model that was changed does not count as installed")
    func changedModel() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let installer = ModelInstaller(cache: ArtifactCache(folder: folder))
            try TestFiles.write(Array("abeyance-face-model 1".utf8), toPath: installer.modelPath)
            #expect(installer.installedModel == nil)
        }
    }

    @Test(
        "from archives given by hand the model is the same, byte for byte, and nothing is fetched",
        .enabled(if: Self.hasArchives, "the published archives are not in the cache")
    )
    func offline() async throws {
        let usual = try ModelInstaller()
        try await TestFiles.withTemporaryFolder { folder in
            let installer = ModelInstaller(cache: ArtifactCache(folder: folder))
            var lines: [String] = []
            let archives = [Artifact.models, .detectorSource].map { usual.cache.path(of: $0) }
            let path = try installer.install(files: archives) { lines.append($0) }
            #expect(path == installer.modelPath)
            #expect(!lines.contains { $0.contains("fetching") })
            #expect(lines.contains { $0.hasPrefix("licence: ") })
            #expect(lines.contains { $0.hasPrefix("limits: ") })
            if let installed = usual.installedModel {
                #expect(try TestFiles.bytes(atPath: path) == TestFiles.bytes(atPath: installed))
            }
            #expect(try installer.install(progress: { _ in }) == path)
        }
    }

    static var hasArchives: Bool {
        guard let cache = try? ModelInstaller().cache else { return false }
        return InstallationFile.exists(cache.path(of: .models))
            && InstallationFile.exists(cache.path(of: .detectorSource))
    }
}
