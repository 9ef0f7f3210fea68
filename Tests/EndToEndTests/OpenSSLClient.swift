import Foundation
import Provisioning

/// `openssl s_client` on one connection to a gate: what is written to it goes out, what comes back can be read.
struct OpenSSLClient {
    let process = Process()
    private let pipes = (input: Pipe(), output: Pipe())

    /// Where bytes for the gate are written.
    var input: FileHandle { pipes.input.fileHandleForWriting }
    /// Where bytes from the gate are read.
    var output: FileHandle { pipes.output.fileHandleForReading }

    /// Connects with the certificate that `init` made for `name`.
    init(to gate: RunningGate, as name: String) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "openssl", "s_client", "-quiet", "-verify_quiet", "-connect", "127.0.0.1:\(gate.port)", "-CAfile",
            "\(gate.folder)/certs/server-ca.pem", "-cert", "\(gate.folder)/certs/\(name).pem", "-key",
            "\(gate.folder)/keys/\(name).key",
        ]
        process.standardInput = pipes.input
        process.standardOutput = pipes.output
        process.standardError = FileHandle.nullDevice
        signal(SIGPIPE, SIG_IGN)
        try process.run()
    }
}
