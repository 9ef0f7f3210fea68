package import Cryptography

/// The readable beginning of a model file: what the model is, where it came from, and where its numbers are.
///
/// A model file is text, then numbers. Its first line is `abeyance-face-model 1 sha256:DIGEST`, where the digest is
/// that of everything after that line. Each further line is a word and its value: `name`, `version`, `licence`,
/// `limits`, `source NAME sha256:DIGEST`, `tensor NAME KIND SHAPE OFFSET`, and last `end`. Offsets count from the
/// start of the file and are multiples of 64; shapes are like `32x3x7x7`.
package struct ModelHeader: Hashable, Sendable {
    /// The model's name; vectors of models with different names or versions are never compared.
    package var name: String
    /// The model's version.
    package var version: String
    /// Under which terms the numbers may be used.
    package var licence: String
    /// What the model must not be trusted with.
    package var limits: String
    /// What the model was converted from.
    package var sources: [Source]
    /// Where the numbers are.
    package var tensors: [Tensor]

    package init(
        name: String,
        version: String,
        licence: String,
        limits: String,
        sources: [Source],
        tensors: [Tensor] = []
    ) {
        self.name = name
        self.version = version
        self.licence = licence
        self.limits = limits
        self.sources = sources
        self.tensors = tensors
    }

    /// One file the model was converted from.
    package struct Source: Hashable, Sendable {
        package let name: String
        package let digest: SHA256Digest

        package init(name: String, digest: SHA256Digest) {
            self.name = name
            self.digest = digest
        }
    }

    /// One block of numbers.
    package struct Tensor: Hashable, Sendable {
        package let name: String
        package let kind: TensorKind
        package let shape: [Int]
        package let offset: Int

        /// Bytes the numbers take.
        package var byteCount: Int { shape.reduce(kind.size, *) }
    }

    /// The first word of every model file.
    package static let magic = "abeyance-face-model"
    /// The version of the format this program writes and reads.
    package static let formatVersion = "1"
    /// Every block starts at a multiple of this many bytes.
    package static let alignment = 64
    /// The first line, with its line feed, has exactly this many bytes.
    package static let firstLineLength = magic.utf8.count + formatVersion.utf8.count + 10 + 64
    /// The text takes at most this many bytes.
    package static let maximumLength = 1 << 16
}
