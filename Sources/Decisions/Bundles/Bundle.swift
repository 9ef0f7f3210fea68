package import Cedar
package import Cryptography
internal import StrictJSON

/// A policy bundle: files that were read, checked as a whole, and can decide.
///
/// A value of this type holds only what passed every check. The digest covers every file, the ones without
/// meaning too.
package struct Bundle: Sendable {
    /// What the bundle says about itself.
    package let about: BundleAbout
    /// What it registers.
    package let registry: Registry
    /// The policies.
    package let policies: PolicySet
    /// The schema that the policies were validated against, strictly.
    package let schema: Schema
    /// The files, sorted by path.
    package let files: [BundleFile]
    /// Path, size and digest of every file.
    package let manifest: BundleManifest
    /// The digest of the manifest: the bundle's identity.
    package let digest: SHA256Digest

    /// The bundle's name, version and digest, as entries carry them.
    package var reference: BundleReference {
        BundleReference(name: about.name, version: about.version, digest: digest)
    }

    /// Reads files as a bundle.
    ///
    /// - Throws: every problem that was found, in all files.
    package init(files: [BundleFile]) throws(BundleError) {
        var reading = BundleReading(files)
        guard let parts = reading.parts() else { throw BundleError(reading.problems) }
        self.files = files.sorted { $0.path < $1.path }
        about = parts.about
        registry = parts.registry
        policies = parts.policies
        schema = parts.schema
        manifest = BundleManifest(files)
        do throws(JSONError) {
            digest = try manifest.digest()
        } catch {
            throw BundleError([BundleProblem("", "\(error)")])
        }
    }

    /// What a bundle may hold at most.
    package enum Limits {
        /// Files.
        package static let files = 512
        /// Bytes of all files together.
        package static let bytes = 16 << 20
    }
}
