package import Cryptography
package import StrictJSON

/// What a bundle consists of, to the byte: path, size and digest of every file, sorted by path.
package struct BundleManifest: Hashable, Sendable {
    /// The files, sorted by path.
    package let entries: [Entry]

    /// One file of a bundle.
    package struct Entry: Hashable, Sendable {
        /// The path within the bundle.
        package let path: ExactString
        /// The number of bytes.
        package let size: Int
        /// The SHA-256 of the content.
        package let digest: SHA256Digest
    }

    /// The manifest of files.
    package init(_ files: [BundleFile]) {
        entries = files.map { Entry(path: $0.path, size: $0.bytes.count, digest: .of($0.bytes)) }
            .sorted { $0.path < $1.path }
    }

    /// The manifest as JSON.
    package var json: JSONObject {
        [
            "files": .array(
                entries.map { entry in
                    [
                        "path": .string(entry.path), "sha256": .digest(entry.digest),
                        "size": .integer(Int64(entry.size)),
                    ]
                }
            )
        ]
    }

    /// The SHA-256 of the manifest's canonical JSON: the bundle's digest.
    package func digest() throws(JSONError) -> SHA256Digest {
        SHA256Digest.of(try JSONValue.object(json).canonical())
    }
}
