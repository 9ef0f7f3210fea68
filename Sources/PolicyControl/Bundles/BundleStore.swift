package import Cryptography
package import Decisions
internal import Glibc
internal import StrictJSON

/// Every bundle that was ever active, each in a folder named by its digest.
package struct BundleStore: Sendable {
    /// The store's folder.
    package let path: String

    /// A store in a folder; it is made when the first bundle is kept.
    package init(path: String) { self.path = path }

    /// Where a bundle of a digest stands.
    package func folder(of digest: SHA256Digest) -> String { "\(path)/\(digest.hex)" }

    /// Whether a bundle is kept.
    package func contains(_ digest: SHA256Digest) -> Bool {
        unsafe access("\(folder(of: digest))/bundle.json", R_OK) == 0
    }

    /// The bundle of a digest; throws unless the files that stand there are that bundle to the byte.
    package func bundle(_ digest: SHA256Digest) throws(BundleStoreError) -> Bundle {
        let files: [BundleFile]
        do throws(FolderError) {
            files = try PolicyFolder.files(at: folder(of: digest))
        } catch {
            throw .folder(error)
        }
        let bundle: Bundle
        do throws(BundleError) {
            bundle = try Bundle(files: files)
        } catch {
            throw .bundle(error)
        }
        guard bundle.digest == digest else { throw .altered(expected: digest, found: bundle.digest) }
        return bundle
    }

    /// Keeps a bundle: durable, whole or not at all; one that is already kept is left alone.
    package func keep(_ bundle: Bundle) throws(BundleStoreError) {
        guard !contains(bundle.digest) else {
            _ = try self.bundle(bundle.digest)
            return
        }
        do throws(FolderError) {
            try write(bundle)
        } catch {
            throw .folder(error)
        }
    }

    private func write(_ bundle: Bundle) throws(FolderError) {
        let final = folder(of: bundle.digest)
        let aside = "\(path)/.new-\(bundle.digest.hex)-\(getpid())"
        try DurableFiles.createFolder(path)
        try DurableFiles.createFolder(aside)
        for file in bundle.files {
            let parts = file.path.value.split(separator: "/")
            if parts.count == 2 { try DurableFiles.createFolder("\(aside)/\(parts[0])") }
            try DurableFiles.write(file.bytes, to: "\(aside)/\(file.path)")
        }
        try DurableFiles.syncFolder(aside)
        if bundle.files.contains(where: { $0.path.hasPrefix("policies/") }) {
            try DurableFiles.syncFolder("\(aside)/policies")
        }
        guard unsafe rename(aside, final) == 0 else {
            throw .system(final, "the bundle cannot be put in place")
        }
        try DurableFiles.syncFolder(path)
    }
}

/// Why a bundle could not be kept or taken out.
package enum BundleStoreError: Error, Hashable, Sendable {
    /// The folder could not be read or written.
    case folder(FolderError)
    /// The files are not a bundle.
    case bundle(BundleError)
    /// The files are another bundle than their folder says.
    case altered(expected: SHA256Digest, found: SHA256Digest)
}

extension BundleStoreError: CustomStringConvertible {
    /// Plain words.
    package var description: String {
        switch self {
        case .folder(let error): "\(error)"
        case .bundle(let error): "\(error)"
        case .altered(let expected, let found):
            "bundle `\(expected)` has been altered: its files now make `\(found)`"
        }
    }
}
