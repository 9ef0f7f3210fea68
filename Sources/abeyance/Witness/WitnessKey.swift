import Broker
import TransparencyLog

/// The public key of a witness.
enum WitnessKey {
    /// Reads `NAME+HASH+KEY`, or the file that holds it on its one line.
    static func read(_ text: String) throws -> WitnessVerifier {
        if let verifier = try? WitnessVerifier(vkey: text) { return verifier }
        guard FileBytes.exists(text) else {
            throw UnusableInput(description: "\(text): neither a file nor a witness's key NAME+HASH+KEY")
        }
        let content = String(decoding: try FileBytes.read(text, atMost: 65_536), as: UTF8.self)
        do {
            return try WitnessVerifier(
                vkey: content.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            )
        } catch {
            throw UnusableInput(
                description: "\(text): \(error.detail); expected the one line NAME+HASH+KEY of a witness"
            )
        }
    }
}
