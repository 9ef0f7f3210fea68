package import Cryptography
package import Decisions
import Foundation
import PolicyControl

/// A working folder with throw-away keys, made on the spot: authorities, certificates, a court, a policy set.
///
/// For trying things out on one machine. One person holds every key, and changes need no second signature, so that
/// everything made from it says "demonstration root".
package struct DemonstrationRoot {
    /// The working folder.
    package let folder: String
    /// The log's name, made for this folder and never used again.
    package let origin: String
    /// The policy set that the folder holds.
    package let bundle: Decisions.Bundle

    /// Something is in the way, or cannot be made.
    package struct Failure: Error, CustomStringConvertible {
        /// What, and what to do.
        package let description: String
    }

    /// Makes the folder; it must not exist, or be empty.
    ///
    /// `policies` is the folder of the active policies and their schema; see `PolicyLibrary`.
    package static func make(
        in folder: String,
        policies: PolicyLibrary,
        now: Timestamp
    ) throws -> DemonstrationRoot {
        let folder = URL(fileURLWithPath: folder).path
        if let found = try? FileManager.default.contentsOfDirectory(atPath: folder), !found.isEmpty {
            let makings = found.sorted().prefix(3).joined(separator: ", ")
            throw Failure(
                description: "\(folder): not empty (\(makings)); name a folder that does not exist yet"
            )
        }
        let tree = WorkingTree(folder)
        do {
            try tree.createFolders()
        } catch {
            throw Failure(description: "\(folder): cannot be made: \(error.localizedDescription)")
        }
        let origin = "localhost/abeyance/\(Hex.encode(try SecureRandom.bytes(4)))"
        let cast = try Cast.assemble(into: tree, now: now)
        let court = try Court.found(in: tree, now: now)
        let demonstration = DemonstrationRegistry(
            clientAuthority: cast.clientAuthority.publicKeyDigest,
            pins: cast.pins,
            courts: court.trustList
        )
        let files =
            demonstration.registry.files() + [DemonstrationRegistry.about.file] + (try policies.active())
        let bundle: Decisions.Bundle
        do {
            bundle = try Decisions.Bundle(files: files)
        } catch {
            throw Failure(description: "\(policies.folder): the policies cannot be used:\n\(error)")
        }
        for file in bundle.files { try tree.write(file.bytes, to: "policies/\(file.path)") }
        try tree.write(Array(Self.configuration.utf8), to: "abeyance.yaml")
        return DemonstrationRoot(folder: folder, origin: origin, bundle: bundle)
    }

    private static let configuration = """
        # Addresses, paths and limits. Paths are relative to this file.
        listen: 127.0.0.1:8443
        state: state
        # The newest checkpoint once more; keep it on another disk, so that a restored state folder is noticed.
        checkpoint_copy: checkpoint.copy
        tls:
          certificate: certs/server.pem
          key: keys/server.key
          client_authorities: certs/client-ca.pem
          # The authorities' revocation lists (*.pem, *.crl, *.der), loaded as soon as they are there. Keep the folder,
          # also empty: while it is missing every client is refused, since nobody knows whom a list would name.
          revocation_lists: crl
        core:
          state: core

        """
}
