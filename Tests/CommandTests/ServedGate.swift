import Foundation
import StrictJSON

/// The real gate, serving from a working folder on a port that the system chose.
final class ServedGate {
    private let process: Process
    private let endpoint: String
    private let place: Workplace

    /// Serves while `body` runs; returns when the gate says that it listens.
    static func serve(_ place: Workplace, _ body: (ServedGate) async throws -> Void) async throws {
        let gate = try ServedGate(place)
        defer { gate.stop() }
        try await body(gate)
    }

    private init(_ place: Workplace) throws {
        let log = "\(place.folder)/serve.log"
        try Data().write(to: URL(fileURLWithPath: log))
        let output = Pipe()
        process = Process()
        process.executableURL = URL(fileURLWithPath: Program.abeyance)
        process.arguments = ["serve", "--config", place.configuration, "--port", "0"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try process.run()
        var line: [UInt8] = []
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A {
            line.append(byte)
        }
        guard let address = try? JSONValue.parse(line)["listening"]?.string else {
            process.waitUntilExit()
            throw Workplace.Unusable(
                description: "serve: \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "nothing said")"
            )
        }
        endpoint = "https://\(address)/"
        self.place = place
    }

    /// The HTTP status that a client with one of the folder's certificates is answered; nil without an answer.
    ///
    /// Further fields are lines such as `Abeyance-Case: 12`.
    func call(_ operation: String, as client: String, fields: [String] = []) throws -> Int? {
        let curl = try Program.run(
            "curl",
            [
                "--silent", "--max-time", "60", "--noproxy", "*", "--cacert", place.certificate("server-ca"),
                "--cert", place.certificate(client), "--key", "\(place.folder)/keys/\(client).key",
                "--header", "X-Amz-Target: RekognitionService.\(operation)",
                "--header", "Content-Type: application/x-amz-json-1.1", "--data", "{}",
                "--output", "/dev/null", "--write-out", "%{http_code}", endpoint,
            ] + fields.flatMap { ["--header", $0] }
        )
        return curl.code == 0 ? Int(curl.output) : nil
    }

    private func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
