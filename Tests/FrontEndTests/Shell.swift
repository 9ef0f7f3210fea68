import Glibc
import Support

/// Real command-line clients, run off the threads that tests and servers use.
enum Shell {
    struct Outcome {
        let output: String
        let status: Int32
    }

    /// Runs a command line; the output is standard output and standard error together.
    static func run(_ command: String) async throws -> Outcome {
        try await Blocking.run {
            guard let pipe = unsafe popen("( \(command) ) 2>&1", "re") else {
                return Outcome(output: "", status: -1)
            }
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = unsafe fread(&chunk, 1, chunk.count, pipe)
                if count == 0 { break }
                bytes.append(contentsOf: chunk[..<count])
            }
            let status = unsafe pclose(pipe)
            return Outcome(output: String(decoding: bytes, as: UTF8.self), status: (status >> 8) & 0xFF)
        }
    }

    /// Whether a program is on this machine.
    static func has(_ program: String) -> Bool { unsafe system("command -v \(program) >/dev/null 2>&1") == 0 }
}
