import Cryptography
import Foundation
import Support
import TransparencyLog
import Witnessing

/// A witness's folder made for a test.
enum TestWitness {
    static let name = "witness.example/w1"

    /// Makes the folder, watching logs.
    static func make(_ path: String, watching logs: [NoteVerifier]) throws {
        try WitnessFolder.make(path, name: name, key: .generate(.ed25519))
        let folder = try WitnessFolder(path)
        for log in logs { try folder.add([log]) }
    }

    /// Runs a body with a served witness, on a thread of its own.
    static func serving<R: Sendable>(
        _ logs: [NoteVerifier],
        _ body: @escaping @Sendable (WitnessRound.Witness, Witness, String) async throws -> R
    ) async throws -> R {
        try await TestFiles.withTemporaryFolder { place in
            try await withTaskExecutorPreference(OwnThread()) {
                try make("\(place)/w", watching: logs)
                let witness = try Witness(WitnessFolder("\(place)/w"))
                let server = try await WitnessServer.start(witness, host: "127.0.0.1", port: 0) {
                    1_795_000_000
                }
                let address = try WitnessAddress("http://127.0.0.1:\(server.port)")
                let asked = WitnessRound.Witness(address: address, key: witness.verifier)
                do {
                    let result = try await body(asked, witness, place)
                    await server.stop()
                    return result
                } catch {
                    await server.stop()
                    throw error
                }
            }
        }
    }
}
