import CTurboJPEG
import FaceMatching
import Support

/// The model and the photographs that these tests use, when both are on this machine.
enum InstalledModel {
    /// The model of the usual cache folder, opened once.
    static let shared: Model? = {
        guard let path = try? ModelInstaller().installedModel else { return nil }
        return try? Model.open(path)
    }()

    /// Whether the model is installed and the data from outside is there.
    static var isUsable: Bool {
        shared != nil && SharedData.isPresent("faces/congress_dlib_embeddings.tsv")
            && SharedData.isPresent("photos/congress")
    }

    /// What is said where these tests are skipped.
    static let comment: String = "the model is not installed or shared data is absent"

    /// How many photographs are left out for each one looked at: more where nothing is optimised.
    static let thinning: Int = {
        #if DEBUG
        return 10
        #else
        return 1
        #endif
    }()

    /// The published model's results for a set of photographs.
    static func cases(_ set: String) throws -> [ConformanceCase] {
        try ConformanceCase.read(
            table: SharedData.path("faces/\(set)_dlib_embeddings.tsv"),
            embeddings: SharedData.path("faces/\(set)_dlib_embeddings.f32")
        )
    }

    /// A photograph as the published model's own reader decodes it: no scaling, no limits.
    static func photograph(_ path: String) throws -> RGBImage {
        let bytes = try SharedData.bytes("photos/\(path)")
        let decoder = unsafe tjInitDecompress()
        defer { unsafe _ = tjDestroy(decoder) }
        var (width, height, subsampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        let size = UInt(bytes.count)
        unsafe tjDecompressHeader3(decoder, bytes, size, &width, &height, &subsampling, &colours)
        var pixels = [UInt8](repeating: 0, count: 3 * Int(width) * Int(height))
        let format = Int32(TJPF_RGB.rawValue)
        unsafe tjDecompress2(decoder, bytes, size, &pixels, width, 0, height, format, 0)
        return RGBImage(width: Int(width), height: Int(height), pixels: pixels)
    }
}
