package import Cryptography
import Foundation
import Glibc

/// The files of a working folder; keys are readable by their owner only.
package struct WorkingTree {
    /// The folder itself.
    package let folder: String

    /// The files of a folder.
    package init(_ folder: String) { self.folder = folder }

    func createFolders() throws {
        for (name, mode) in [
            ("", 0o755), ("certs", 0o755), ("keys", 0o700), ("policies", 0o755), ("state", 0o700),
            ("state/status", 0o700), ("core", 0o700), ("court", 0o700), ("crl", 0o755),
        ] {
            try FileManager.default.createDirectory(
                atPath: path(name),
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: mode]
            )
        }
    }

    func path(_ name: String) -> String { name.isEmpty ? folder : "\(folder)/\(name)" }

    func write(_ bytes: [UInt8], to name: String) throws {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: url)
    }

    /// Writes a key into a new file that only its owner could ever read.
    ///
    /// - Throws: `DemonstrationRoot.Failure` when something is there already, or it cannot be created.
    package func write(_ key: PrivateKey, to name: String) throws {
        let descriptor = unsafe open(path(name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw DemonstrationRoot.Failure(description: "\(path(name)): cannot be created: \(reason)")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data(try key.pem()))
        try file.close()
    }
}
