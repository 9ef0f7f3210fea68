import CedarConformance
import Support

extension TarArchive {
    /// An archive `.tar.gz` of the shared data.
    static func shared(_ path: String) throws -> TarArchive {
        try TarArchive(compressedAt: SharedData.path(path))
    }
}
